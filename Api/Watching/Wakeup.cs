namespace Lockers.Api.Watching;

/// <summary>Wakes one who waits for any of several things; being woken twice is as once.</summary>
internal sealed class Wakeup
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiting;
    private bool _isSet;

    /// <summary>Completes at the next <see cref="Set"/>, or at once where there was one since the last wait.</summary>
    public Task Wait()
    {
        lock (_gate)
        {
            if (_isSet)
            {
                _isSet = false;
                return Task.CompletedTask;
            }

            return (_waiting ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Wakes.</summary>
    public void Set()
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            waiting = _waiting;
            _waiting = null;
            if (waiting is null) _isSet = true;
        }

        waiting?.TrySetResult();
    }
}
