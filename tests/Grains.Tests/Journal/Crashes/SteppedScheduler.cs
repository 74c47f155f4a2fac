namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>Runs what is queued on the thread that asks for it, in the order it came: the same seed gives the same run.</summary>
internal sealed class SteppedScheduler : TaskScheduler
{
    private readonly Queue<Task> _queue = [];

    /// <summary>Starts something; it runs with the next <see cref="Drain"/>.</summary>
    internal Task Start(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>Runs until everything waits for something.</summary>
    internal void Drain()
    {
        while (_queue.TryDequeue(out var task)) TryExecuteTask(task);
    }

    protected override void QueueTask(Task task) => _queue.Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _queue;
}
