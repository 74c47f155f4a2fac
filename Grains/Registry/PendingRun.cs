using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Registry;

/// <summary>One pending operation that is being run, again and again until it is carried out.</summary>
internal sealed class PendingRun
{
    private readonly TaskCompletionSource<LockerStats> _first = new();

    /// <summary>Completes with the first attempt, with what went; fails as that does, while the operation goes on.</summary>
    public Task<LockerStats> First => _first.Task;

    /// <summary>Completes when the operation is carried out, or given over to the next activation. Never fails.</summary>
    public Task Whole { get; set; } = Task.CompletedTask;

    /// <summary>Whether it was said that an attempt takes long.</summary>
    public bool IsSlow { get; private set; }

    /// <summary>Whether the first attempt has neither succeeded nor failed so far.</summary>
    public bool IsUnderWay => !_first.Task.IsCompleted;

    /// <summary>Notes that an attempt takes long.</summary>
    /// <returns>Whether none did before.</returns>
    public bool BecomesSlow() => !IsSlow && (IsSlow = true);

    public void Succeed(LockerStats went) => _first.TrySetResult(went);

    public void Fail(Exception error)
    {
        _first.TrySetException(error);

        // Nobody may be waiting for it.
        _ = _first.Task.Exception;
    }
}
