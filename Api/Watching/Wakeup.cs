namespace Lockers.Api.Watching;

/// <summary>Wakes one who waits for any of several things; being woken twice is as once. It takes no lock: thousands are kept.</summary>
internal class Wakeup
{
    private static readonly object IsSet = new();

    // What is waited with; IsSet where it was woken since the last wait; else null.
    private object? _state;

    /// <summary>Completes at the next <see cref="Set"/>, or at once where there was one since the last wait.</summary>
    public Task Wait()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state is TaskCompletionSource waiting) return waiting.Task;
            var next = state is null ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
            if (Interlocked.CompareExchange(ref _state, next, state) == state) return next?.Task ?? Task.CompletedTask;
        }
    }

    /// <summary>Wakes.</summary>
    public void Set()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state == IsSet) return;
            if (Interlocked.CompareExchange(ref _state, state is null ? IsSet : null, state) != state) continue;
            (state as TaskCompletionSource)?.TrySetResult();
            return;
        }
    }
}
