namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>
/// Runs what is queued on the thread that made it, in the order it came: the same seed gives the same run. What reaches it from another
/// thread would come in any order, and fails the run.
/// </summary>
internal sealed class SteppedScheduler : TaskScheduler
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Queue<Task> _queue = [];
    private string? _strayed;

    /// <summary>Starts something; it runs with the next <see cref="Drain"/>.</summary>
    // What the work gives is awaited here: a task that completes its continuations asynchronously is unwrapped by the thread pool.
    internal Task Start(Func<Task> work) =>
        Task.Factory.StartNew(async () => await work(), CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <inheritdoc cref="Start(Func{Task})"/>
    internal Task<T> Start<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(async () => await work(), CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>Runs until everything waits for something.</summary>
    /// <exception cref="InvalidOperationException">Something was done on another thread.</exception>
    internal void Drain()
    {
        Demand(Environment.CurrentManagedThreadId == _thread ? null : Environment.StackTrace);

        // A continuation prefers the context of its thread to its scheduler.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (_queue.TryDequeue(out var task)) TryExecuteTask(task);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        Demand(Volatile.Read(ref _strayed));
    }

    protected override void QueueTask(Task task)
    {
        if (Environment.CurrentManagedThreadId == _thread) _queue.Enqueue(task);
        else Volatile.Write(ref _strayed, Environment.StackTrace);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _queue;

    private static void Demand(string? strayed)
    {
        if (strayed is not null) throw new InvalidOperationException($"Something runs on a thread of its own:{Environment.NewLine}{strayed}");
    }
}
