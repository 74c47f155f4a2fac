using System.Collections.Immutable;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>
/// A load: everything is put aside with the grains that will hold it, under a number of its own, and then begins at once.
/// Given up, it leaves nothing.
/// </summary>
/// <param name="edge">The front end.</param>
/// <param name="time">The clock.</param>
/// <param name="opened">When lockers were opened first and last that do not say, UTC ticks; 0 where that is not known.</param>
internal sealed class DumpLoad(LockerEdge edge, TimeProvider time, (long First, long Last) opened = default)
{
    /// <summary>How often the registry hears of a load at least, so that it does not give it up.</summary>
    public static readonly TimeSpan AliveAfter = TimeSpan.FromSeconds(30);

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly HashSet<string> _peers = new(StringComparer.Ordinal);
    private readonly List<LockerInfo> _lockers = [];
    private readonly List<string> _names = [];
    private (string Label, string Peer, string Instance) _listed;
    private long _load;
    private long _heard;

    /// <summary>How many lockers were staged.</summary>
    public int Lockers { get; private set; }

    /// <summary>How many keys with text were staged, those of peers' trees too.</summary>
    public long Keys { get; private set; }

    /// <summary>How many peers the staged lockers have, together.</summary>
    public int LockerPeers { get; private set; }

    /// <summary>Of how many peers pods, targets or jobs were staged.</summary>
    public int Peers => _peers.Count;

    /// <summary>Begins it.</summary>
    public async Task Begin()
    {
        _load = await edge.Registry.NewLoad();
        _heard = time.GetTimestamp();
    }

    /// <summary>Puts a piece of the dump aside.</summary>
    public async Task Stage(DumpPart part)
    {
        switch (part)
        {
            case DumpNodes nodes:
                if (nodes.Instance != IPeerInstanceGrain.Events) Keys += nodes.Entries.Count(entry => entry.Text is not null);
                if (nodes.Peer is null) await Locker(nodes.Label, nodes.Entries, []);
                else await Instance(nodes, nodes.Peer);
                break;
            case DumpInstance instance:
                if (instance.Instance is null) LockerPeers++;
                await Locker(instance.Label, [], [new(instance.Peer, instance.Instance, instance.Active)]);
                break;
            case DumpLocker locker:
                Lockers++;
                _lockers.Add(Info(locker));
                break;
            case DumpPeer { State: var peer }:
                if (_peers.Add(peer.Name)) _names.Add(peer.Name);
                await edge.Peer(peer.Name).Stage(_load, peer);
                break;
        }

        if (_lockers.Count == IRegistryGrain.MaxListed || _names.Count == IRegistryGrain.MaxListed) await Tell();
    }

    /// <summary>Tells the registry that the load goes on, if it has not heard of it for a while.</summary>
    public Task KeepAlive() => time.GetElapsedTime(_heard) >= AliveAfter ? Tell() : Task.CompletedTask;

    /// <summary>Replaces every section that the dump holds, in one decision.</summary>
    /// <exception cref="ProblemException">503 when the registry has forgotten the load.</exception>
    public async Task Commit(DumpSections sections)
    {
        await Tell();
        Require(await edge.Registry.CommitLoad(_load, sections.Held, sections.TrackingHeaders, sections.Probes, sections.TimeBuckets));
    }

    /// <summary>Replaces one locker by the one that was staged under its label.</summary>
    /// <exception cref="ProblemException">503 when the registry has forgotten the load.</exception>
    public async Task CommitLocker(string label)
    {
        await Tell();
        Require(await edge.Registry.CommitLockerLoad(_load, label));
    }

    /// <summary>Forgets what was put aside, unless it has begun after all.</summary>
    public async Task Abandon()
    {
        if (_load == 0 || !await edge.Registry.AbandonLoad(_load)) return;
        foreach (var label in _used) await edge.Locker(label).Unstage(_load);
        foreach (var peer in _peers) await edge.Peer(peer).Unstage(_load);
    }

    // Listed first, and with that found again if the load is given up.
    private async Task Instance(DumpNodes nodes, string peer)
    {
        var tree = (nodes.Label, peer, nodes.Instance);
        if (_listed != tree) await Locker(nodes.Label, [], [new(peer, nodes.Instance, Active: true)]);
        _listed = tree;
        await edge.Instance(nodes.Label, peer, nodes.Instance).Stage(_load, nodes.Entries, nodes.Epoch);
    }

    private Task Locker(string label, ImmutableArray<TreeEntry> entries, ImmutableArray<StagedInstance> instances)
    {
        _used.Add(label);
        return edge.Locker(label).Stage(new(_load, entries, instances));
    }

    private LockerInfo Info(DumpLocker locker)
    {
        var first = locker.FirstOpened == 0 ? opened.First : locker.FirstOpened;
        var last = locker.LastOpened == 0 ? opened.Last : locker.LastOpened;
        return new(locker.Label, 0, first, last, _used.Contains(locker.Label), locker.Current, locker.Expires);
    }

    private async Task Tell()
    {
        Require(await edge.Registry.StageLoad(_load, [.. _lockers], [.. _names]));
        _lockers.Clear();
        _names.Clear();
        _heard = time.GetTimestamp();
    }

    private static void Require(Outcome outcome)
    {
        if (outcome == Outcome.Closed)
            throw ProblemException.Unavailable("The registry has moved while the dump was read; nothing was loaded.");
    }
}
