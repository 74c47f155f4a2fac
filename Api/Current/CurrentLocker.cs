using Lockers.Grains.Interfaces;

namespace Lockers.Api.Current;

/// <summary>
/// Which locker is current, kept under a lease: while it is valid, asking costs no call. The registry takes the lease back
/// before it makes another locker current.
/// </summary>
internal sealed partial class CurrentLocker(IGrainFactory grains, TimeProvider time, ILogger<CurrentLocker> log) : ICurrentLockerHolder
{
    private readonly Lock _gate = new();
    private ICurrentLockerHolder? _reference;
    private Held? _held;
    private long _revoked;

    /// <summary>The current locker.</summary>
    public ValueTask<CurrentLease> Get() =>
        Volatile.Read(ref _held) is { } held && time.GetTimestamp() < held.ValidUntil ? new(held.Lease) : Ask();

    /// <summary>Gives up what is held, if it is this: its life is known to be over.</summary>
    public void Forget(CurrentLease lease)
    {
        lock (_gate)
        {
            if (_held?.Lease == lease) _held = null;
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

    private async ValueTask<CurrentLease> Ask()
    {
        var asked = time.GetTimestamp();
        var reference = Reference();
        var lease = await grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey).LeaseCurrent(reference);
        lock (_gate)
        {
            var validUntil = asked + (long)(lease.Duration.TotalSeconds * time.TimestampFrequency);
            if (lease.Change >= _revoked && time.GetTimestamp() < validUntil) _held = new(lease, validUntil);
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
}
