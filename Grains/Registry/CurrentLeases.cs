using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Registry;

/// <summary>
/// Who may rely on knowing the current locker, and until when. A change first takes every lease back, waiting for each
/// holder's word or for its lease to run out, and only then takes effect; who asks meanwhile waits. So nobody sees the
/// old locker after anybody saw the new one.
/// </summary>
internal sealed class CurrentLeases(TimeProvider time)
{
    /// <summary>How long a lease lasts: what a dead front end delays a change by, at most, with <see cref="Margin"/>.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(1.5);

    /// <summary>By how much the clocks of two processes may drift apart over the time of a lease.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a request waits for changes that are under way.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);

    private readonly Dictionary<ICurrentLockerHolder, long> _holders = [];
    private TaskCompletionSource? _changing;
    private long? _earlierLeasesFrom;

    /// <summary>
    /// The number of the last change. It begins with the clock: a holder that outlives a registry must not take the next
    /// one's leases for older than what it was told to give up.
    /// </summary>
    public long Changes { get; private set; } = time.GetUtcNow().UtcTicks;

    /// <summary>Whether a change is under way.</summary>
    public bool IsChanging => _changing is not null;

    /// <summary>Completes when no change is under way, though another may be when the caller goes on.</summary>
    /// <exception cref="StorageUnavailableException">It takes longer than <see cref="MaxWait"/>.</exception>
    public ValueTask Settled() => Settled(time.GetTimestamp());
    /// <summary>Notes a lease that begins now. Only when no change is under way.</summary>
    public TimeSpan Grant(ICurrentLockerHolder holder)
    {
        _holders[holder] = time.GetTimestamp();
        return Duration;
    }

    /// <summary>Says that another registry may have given leases up to now: no change is made before they have run out.</summary>
    public void WaitOut() => _earlierLeasesFrom = time.GetTimestamp();

    /// <summary>Takes all leases back, then makes the change.</summary>
    /// <exception cref="StorageUnavailableException">Changes before it take longer than <see cref="MaxWait"/>; it was not made.</exception>
    public async Task Change(Func<ValueTask> apply)
    {
        // Several may have waited for the same change, and one of them comes next.
        var begun = time.GetTimestamp();
        while (IsChanging) await Settled(begun);
        _changing = new TaskCompletionSource();
        try
        {
            Changes++;
            if (_earlierLeasesFrom is { } from && Left(from) is var left && left > TimeSpan.Zero) await Task.Delay(left, time);
            _earlierLeasesFrom = null;
            await Task.WhenAll(_holders.Select(holder => Revoke(holder.Key, Left(holder.Value))));
            _holders.Clear();
            await apply();
        }
        finally
        {
            var changing = _changing;
            _changing = null;
            changing.SetResult();
        }
    }

    private static StorageUnavailableException Busy() => new("The current locker is being changed over and over.", notMade: true);

    private async ValueTask Settled(long begun)
    {
        while (_changing is { } changing)
        {
            var left = MaxWait - time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero) throw Busy();
            await Task.WhenAny(changing.Task, Task.Delay(left, time));
        }
    }

    private TimeSpan Left(long granted) => Duration + Margin - time.GetElapsedTime(granted);

    private async Task Revoke(ICurrentLockerHolder holder, TimeSpan left)
    {
        if (left <= TimeSpan.Zero) return;
        var runsOut = Task.Delay(left, time);
        var revoked = holder.Revoke(Changes);
        await Task.WhenAny(revoked, runsOut);
        if (revoked.IsCompletedSuccessfully) return;

        // A holder that failed to answer may still rely on its lease until it runs out.
        _ = revoked.ContinueWith(static failed => _ = failed.Exception, TaskScheduler.Default);
        await runsOut;
    }
}
