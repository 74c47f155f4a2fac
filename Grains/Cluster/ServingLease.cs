using System.Collections.Concurrent;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.Metrics;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Cluster;

/// <summary>
/// A node's right to answer, for <see cref="Duration"/> from the moment at which it began to look into the membership table and
/// saw itself as a member there. A node that takes over from one that was declared dead waits until that node's last right must
/// have run out: the look that it rests on began before the table said so.
/// </summary>
/// <remarks>
/// <para>
/// A node that cannot reach the table asks all other active members to look, after it asked, and all that are joining. One that sees it
/// as a member there is as good as its own look. One that knows it to be dead ends the right for good. And if every one of them answers
/// that it cannot reach the table either, the table is away for all: then none of them can declare a node dead, and the right is renewed
/// although nobody saw anything. A node that is joining counts, since it may have become active through a table that these do not
/// reach; one that has been joining for longer than a node may has ended.
/// </para>
/// <para>
/// So while PostgreSQL is away and the network is whole, all go on: with journals they read what is committed, and acknowledge no
/// change; in memory they do everything. While it is away and the network is split, no side goes on, the larger one neither:
/// those that are out of reach might see the table, and take over. A node that is alone as far as it knows, or cut off from
/// all others, has nobody to confirm anything and stops with its last right.
/// </para>
/// <para>
/// One case stays open: a node that begins to join after all members have lost the table, reaches the table, and reaches none of
/// them. No member can know of it. It takes them for dead and takes over, while they go on until one of them sees the table: with
/// journals they answer reads that may be old, in memory they also accept changes that end with them. To close it, members would have
/// to stop while the table is away for all, which is a common fault, for the sake of this one, which takes a table that is away for
/// every member and for no newcomer.
/// </para>
/// <para>
/// Only a table that is out of reach counts as away. One that refuses or makes no sense (a permission, a missing table) is a
/// fault of this node's own: it ends the right, and says nothing of others.
/// </para>
/// <para>
/// With journals, the right also takes the node's claim on their storage, save while the table is away for all. A node that is
/// without it for <see cref="CutOffLimit"/>, and is a member by what others see, ends: nobody would take over from it.
/// </para>
/// </remarks>
internal sealed partial class ServingLease(
    MembershipReader reader, ILocalSiloDetails self, IClusterMembershipService members, TableWitnesses others, TimeProvider time,
    ILogger<ServingLease> log, IStorageClaim? claim = null, GrainInstruments? measured = null)
    : IServingLease, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>How long a node may answer after it began to look.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    /// <summary>By how much the clocks of two nodes may drift apart over the time of a right.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(100);

    /// <summary>The time between two looks.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a node stays that is cut off from its journals while others reach theirs.</summary>
    public static readonly TimeSpan CutOffLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RefreshDeadline = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private CancellationToken _stop;
    private readonly ConcurrentDictionary<SiloAddress, long> _seenDead = new();
    private long _memberUntil = long.MinValue;
    private long _awayUntil = long.MinValue;
    private volatile bool _dead;
    private volatile bool _isStopping;
    private bool _tableAway;
    private long? _cutOffSince;
    private Standing _said = Standing.Member;
    private bool _refreshFails;
    private bool _disposed;

    // What was last said of this node in the log.
    private enum Standing
    {
        Member,
        Away,
        None,
        Fault,
    }

    /// <inheritdoc/>
    public string Node { get; } = self.SiloAddress.ToParsableString();

    /// <inheritdoc/>
    public bool IsValid
    {
        get
        {
            if (_dead) return false;
            var now = time.GetTimestamp();
            return now < Volatile.Read(ref _awayUntil) || (now < Volatile.Read(ref _memberUntil) && claim is not { IsHeld: false });
        }
    }

    /// <inheritdoc/>
    public async Task WaitOut(string node)
    {
        // A node that is alone has no name here; the claim on the storage was waited for.
        if (node.Length == 0) return;
        var silo = SiloAddress.FromParsableString(node);
        var isListed = members.CurrentSnapshot.Members.ContainsKey(silo);
        var isKnown = isListed || await Refresh();
        var all = members.CurrentSnapshot.Members;

        // A silo in its place means that its process has ended; one that is not listed was dropped long after its end.
        if (all.Keys.Any(silo.IsPredecessorOf)) return;
        if (!all.TryGetValue(silo, out var member) && isKnown) return;

        await Pass(member?.Status == SiloStatus.Dead ? RightOfDead(silo) : Duration + Margin);
    }

    /// <inheritdoc/>
    public Task WaitOutDead()
    {
        var dead = members.CurrentSnapshot.Members.Where(member => member.Value.Status == SiloStatus.Dead);
        return Pass(dead.Select(member => RightOfDead(member.Key)).DefaultIfEmpty().Max());
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        nameof(ServingLease),
        ServiceLifecycleStage.ApplicationServices,
        _ => Begin(),
        _ =>
        {
            _isStopping = true;
            return Task.CompletedTask;
        });

    /// <summary>Stops renewing. It is known by several names, and each has it disposed.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        _stopping.Cancel();
        _stopping.Dispose();
    }

    // How long a dead node may still answer. A death that was not noted yet is noted now, which is later than it was.
    private TimeSpan RightOfDead(SiloAddress silo)
    {
        var now = time.GetTimestamp();
        return Duration + Margin - time.GetElapsedTime(_seenDead.GetOrAdd(silo, now), now);
    }

    private Task Pass(TimeSpan left) => left > TimeSpan.Zero ? Task.Delay(left, time, _stop) : Task.CompletedTask;

    /// <summary>Looks once, and renews or ends the right.</summary>
    internal async Task Advance()
    {
        Note(members.CurrentSnapshot);
        if (_dead) return;
        var asked = time.GetTimestamp();

        // Once the table is away, both at once: one after the other takes nearly as long as a right lasts.
        var witnessed = _tableAway ? others.Ask() : null;
        var (sight, why) = await reader.See(self.SiloAddress, _stop);
        if (_stop.IsCancellationRequested) return;
        _tableAway = sight == TableSight.Away;
        if (!_tableAway)
        {
            _cutOffSince = null;
            Decide(sight, asked, why);
            return;
        }

        if (witnessed is null) asked = time.GetTimestamp();
        var seen = await (witnessed ?? others.Ask());
        if (seen != TableSight.Member || claim is not { IsHeld: false }) _cutOffSince = null;
        switch (seen)
        {
            case TableSight.Member:
                Decide(TableSight.Member, asked, null);
                if (claim is { IsHeld: false }) EndIfCutOff(claim);
                break;
            case TableSight.Dead:
                Decide(TableSight.Dead, asked, null);
                break;
            case TableSight.Away:
                Extend(ref _awayUntil, asked);
                Say(Standing.Away, why);
                break;
            default:
                if (IsValid) break;
                Lost();
                Say(Standing.None, why);
                break;
        }
    }

    private void EndIfCutOff(IStorageClaim lost)
    {
        _cutOffSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(_cutOffSince.Value) < CutOffLimit) return;
        lost.GiveUp("This node ends: it does not reach PostgreSQL, and other nodes do. They take over what it holds.");
    }

    private async Task Begin()
    {
        _stop = _stopping.Token;
        Note(members.CurrentSnapshot);
        await Advance();
        _ = Watch();
        _ = WatchDeaths();
    }

    private async Task Watch()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(Pause, time, _stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!_stop.IsCancellationRequested) await Advance();
            }
            catch (Exception error)
            {
                Say(Standing.Fault, error);
            }
        }
    }

    private async Task WatchDeaths()
    {
        try
        {
            await foreach (var snapshot in members.MembershipUpdates.WithCancellation(_stop)) Note(snapshot);
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private async Task<bool> Refresh()
    {
        try
        {
            await members.Refresh(cancellationToken: _stop).AsTask().Within(RefreshDeadline, time, _stop);
            if (Interlocked.Exchange(ref _refreshFails, false)) LogRefreshed();
            return true;
        }
        catch (Exception error) when (!_stop.IsCancellationRequested)
        {
            if (!Interlocked.Exchange(ref _refreshFails, true)) LogNotRefreshed(error);
            return false;
        }
    }

    private void Note(ClusterMembershipSnapshot snapshot)
    {
        foreach (var member in snapshot.Members.Values)
        {
            if (member.Status == SiloStatus.Dead) _seenDead.TryAdd(member.SiloAddress, time.GetTimestamp());
        }

        others.Note(snapshot);
        if (_seenDead.ContainsKey(self.SiloAddress)) Die();
    }

    private void Decide(TableSight sight, long asked, Exception? why)
    {
        if (sight == TableSight.Member)
        {
            Extend(ref _memberUntil, asked);
            Say(Standing.Member, null);
        }
        else if (sight == TableSight.Dead)
        {
            Die();
        }
        else
        {
            End();
            Say(sight == TableSight.Fault ? Standing.Fault : Standing.None, why);
        }
    }

    private void Extend(ref long until, long asked)
    {
        Renewed();
        Volatile.Write(ref until, asked + (long)(Duration.TotalSeconds * time.TimestampFrequency));
    }

    private void End()
    {
        Lost();
        Volatile.Write(ref _memberUntil, long.MinValue);
        Volatile.Write(ref _awayUntil, long.MinValue);
    }

    private void Die()
    {
        if (_dead) return;
        _dead = true;
        Lost();

        // A node that stops says so itself in the table.
        if (!_isStopping) LogDead();
    }
}
