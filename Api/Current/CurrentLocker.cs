using Lockers.Grains.Interfaces;

namespace Lockers.Api.Current;

/// <summary>
/// Which locker is current, kept under a lease: while it is valid, asking costs no call. The registry takes the lease back
/// before it makes another locker current.
/// </summary>
internal sealed partial class CurrentLocker(IGrainFactory grains, TimeProvider time, ILogger<CurrentLocker> log) : ICurrentLockerHolder
{
    /// <summary>How long the registry is waited for. It takes longer only when it cannot be reached.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private ICurrentLockerHolder? _reference;
    private Held? _held;
    private Call? _call;
    private long _calls;
    private long _revoked;

    /// <summary>The current locker.</summary>
    /// <exception cref="TimeoutException">The registry did not answer in time.</exception>
    public ValueTask<CurrentLease> Get() =>
        Volatile.Read(ref _held) is { } held && time.GetTimestamp() < held.ValidUntil ? new(held.Lease) : Ask();

    /// <summary>Gives up what is held, if it is this: its generation is known to be over.</summary>
    public void Forget(CurrentLease lease)
    {
        lock (_gate)
        {
            // A call that is under way may have been answered while that generation went on.
            if (_held?.Lease == lease) (_held, _call) = (null, null);
        }
    }

    /// <inheritdoc/>
    public Task Revoke(long change)
    {
        lock (_gate)
        {
            _revoked = Math.Max(_revoked, change);
            _held = null;
        }

        LogRevoked(change);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Asks, once for all that wait, and fails for all at once. A request that comes while a call is under way takes the call's answer as it would
    /// take a lease that was held when it came: where it was not taken back before, and has not run out. Any other answer may be older than a change
    /// that was acknowledged before; then the next call counts, which began later.
    /// </summary>
    private async ValueTask<CurrentLease> Ask()
    {
        var came = time.GetTimestamp();
        long begun, revoked;
        lock (_gate) (begun, revoked) = (_calls, _revoked);
        while (true)
        {
            var call = Join();
            var lease = await call.Answer;
            if (call.Number > begun || (came < call.ValidUntil(lease, time) && lease.Change >= revoked)) return lease;
        }
    }

    private Call Join()
    {
        lock (_gate)
        {
            if (_call is { Answer.IsCompleted: false }) return _call;
            var call = new Call(++_calls, time.GetTimestamp());
            _call = call;
            call.Answer = Ask(call);
            return call;
        }
    }

    private async Task<CurrentLease> Ask(Call call)
    {
        var registry = grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);
        var lease = await registry.LeaseCurrent(Reference()).AsTask().Within(Deadline, time);
        lock (_gate)
        {
            var validUntil = call.ValidUntil(lease, time);
            if (_call == call && lease.Change >= _revoked && time.GetTimestamp() < validUntil) _held = new(lease, validUntil);
        }

        return lease;
    }

    // Orleans keeps only a weak reference to the object behind it: this one lives as long as the process.
    private ICurrentLockerHolder Reference()
    {
        lock (_gate) return _reference ??= grains.CreateObjectReference<ICurrentLockerHolder>(this);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The lease on the current locker was taken back for change {Change}")]
    private partial void LogRevoked(long change);

    private sealed record Held(CurrentLease Lease, long ValidUntil);

    /// <summary>A call of the registry.</summary>
    /// <param name="number">Larger for a later one.</param>
    /// <param name="began">When it began: a lease lasts from then.</param>
    private sealed class Call(long number, long began)
    {
        public long Number => number;

        // Set at once, where the call is made.
        public Task<CurrentLease> Answer { get; set; } = null!;

        public long ValidUntil(CurrentLease lease, TimeProvider time) =>
            began + (long)(lease.Duration.TotalSeconds * time.TimestampFrequency);
    }
}
