using System.Collections.Concurrent;
using Lockers.Grains.Journal;

namespace Lockers.Grains.Nodes;

/// <summary>
/// A node's right to answer, from reading itself as a member in the membership table again and again. Whoever takes over from
/// a node that was declared dead waits until that node's last right must have run out: it began before the table said so.
/// </summary>
/// <remarks>
/// While the table is away, nobody can be declared dead. That it is away, and not only out of this node's reach, every other
/// node has to confirm; a node that is alone takes it for away.
/// </remarks>
internal sealed class MembershipLease(
    IMembershipTable table, ILocalSiloDetails self, IClusterMembershipService members, IGrainFactory grains, TimeProvider time)
    : INodeLease, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>How long a node may answer after it began to read the table.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<SiloAddress, long> _seenDead = new();
    private readonly long _begun = time.GetTimestamp();
    private long _validUntil = long.MinValue;
    private volatile bool _tableAway;
    private bool _disposed;

    /// <inheritdoc/>
    public string Node { get; } = self.SiloAddress.ToParsableString();

    /// <inheritdoc/>
    public bool IsValid => time.GetTimestamp() < Volatile.Read(ref _validUntil);

    /// <inheritdoc/>
    public bool IsTableAway => _tableAway;

    /// <inheritdoc/>
    public Task Outlive(string node)
    {
        // A node that was alone has no name here; it shared its journals with nobody.
        if (node.Length == 0) return Task.CompletedTask;
        var silo = SiloAddress.FromParsableString(node);
        var all = members.CurrentSnapshot.Members;

        // A silo in its place means that its process has ended; one that is not listed was dropped long after its end.
        if (!all.TryGetValue(silo, out var member) || all.Keys.Any(silo.IsPredecessorOf)) return Task.CompletedTask;
        var since = member.Status == SiloStatus.Dead ? _seenDead.GetValueOrDefault(silo, _begun) : time.GetTimestamp();
        var left = Duration - time.GetElapsedTime(since);
        return left > TimeSpan.Zero ? Task.Delay(left, time) : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        nameof(MembershipLease),
        ServiceLifecycleStage.Active,
        _ => Begin());

    /// <summary>Stops renewing. It is known by several names, and each has it disposed.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task Begin()
    {
        await Renew();
        _ = Watch();
        _ = WatchDeaths();
    }

    private async Task Watch()
    {
        var stop = _stop.Token;
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Renew();
        }
    }

    private async Task Renew()
    {
        var asked = time.GetTimestamp();
        if (await IsMember()) Volatile.Write(ref _validUntil, asked + (long)(Duration.TotalSeconds * time.TimestampFrequency));
    }

    private async Task<bool> IsMember()
    {
        try
        {
            var row = await table.ReadRowAsync(self.SiloAddress, _stop.Token).WaitAsync(Deadline, time);
            _tableAway = false;
            return row.Members.Any(member => member.Item1.SiloAddress.Equals(self.SiloAddress) && member.Item1.Status != SiloStatus.Dead);
        }
        catch (Exception)
        {
            _tableAway = true;
            return await IsTableAwayForAll();
        }
    }

    private async Task<bool> IsTableAwayForAll()
    {
        try
        {
            var others = members.CurrentSnapshot.Members.Values
                .Where(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(self.SiloAddress))
                .Select(member => grains.GetGrain<INodeGrain>(member.SiloAddress.ToParsableString()).IsTableAway().AsTask());
            return Array.TrueForAll(await Task.WhenAll(others), away => away);
        }
        catch (Exception)
        {
            return false;
        }
    }

    private async Task WatchDeaths()
    {
        await foreach (var snapshot in members.MembershipUpdates.WithCancellation(_stop.Token))
        {
            foreach (var member in snapshot.Members.Values)
            {
                if (member.Status == SiloStatus.Dead) _seenDead.TryAdd(member.SiloAddress, time.GetTimestamp());
            }
        }
    }
}
