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
            // A wake-up that is set already is written again: the write is a fence, and the waiter that takes it sees what was changed before this call.
            var state = Volatile.Read(ref _state);
            var waiting = state as TaskCompletionSource;
            if (Interlocked.CompareExchange(ref _state, waiting is null ? IsSet : null, state) != state) continue;
            waiting?.TrySetResult();
            return;
        }
    }
}
