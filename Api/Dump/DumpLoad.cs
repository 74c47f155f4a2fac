using System.Collections.Immutable;
using Lockers.Api.Http;
using Lockers.Api.Lockers;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>
/// A load: everything is put aside with the grains that will hold it, under a number of its own, and then begins at once.
/// Given up, it leaves nothing.
/// </summary>
internal sealed class DumpLoad(LockerEdge edge, TimeProvider time)
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<LockerInfo> _lockers = [];
    private readonly Dictionary<string, PeerState> _peers = new(StringComparer.Ordinal);
    private (string Label, string Peer, string Instance) _listed;
    private long _load;

    /// <summary>How many lockers were staged.</summary>
    public int Lockers => _lockers.Count;

    /// <summary>How many keys with text were staged, those of peers' trees too.</summary>
    public long Keys { get; private set; }

    /// <summary>How many peers' pods, targets or jobs were staged.</summary>
    public int Peers => _peers.Count;

    /// <summary>How many peers the staged lockers have, together.</summary>
    public int LockerPeers { get; private set; }

    /// <summary>Begins it.</summary>
    public async Task Begin() => _load = await edge.Registry.NewLoad();

    public Task KeepAlive() => _load == 0 ? Begin() : Task.CompletedTask;

    /// <summary>Puts a piece of the dump aside.</summary>
    public async Task Stage(DumpPart part)
    {
        switch (part)
        {
            case DumpNodes nodes:
                Keys += nodes.Entries.Count(entry => entry.Text is not null);
                if (nodes.Peer is null) await Locker(nodes.Label, nodes.Entries, []);
                else await Nodes(nodes, nodes.Peer);
                break;
            case DumpInstance instance:
                if (instance.Instance is null) LockerPeers++;
                await Locker(instance.Label, [], [new(instance.Peer, instance.Instance, instance.Active)]);
                break;
            case DumpLocker locker:
                _lockers.Add(new(
                    locker.Label, 0, locker.FirstOpened, locker.LastOpened, _used.Contains(locker.Label), locker.Current));
                break;
            case DumpPeer { State: var peer }:
                var k = _peers.GetValueOrDefault(peer.Name) ?? new(peer.Name, "", [], [], [], [], false);
                _peers[peer.Name] = new(peer.Name, peer.Known ? peer.Namespace : k.Namespace, k.Pods.AddRange(peer.Pods), k.PodEpochs.AddRange(peer.PodEpochs), k.Targets.AddRange(peer.Targets), k.Jobs.AddRange(peer.Jobs), k.Known || peer.Known);
                break;
        }
    }

    /// <summary>Replaces every section that the dump holds.</summary>
    public async Task Commit(DumpSections sections)
    {
        if (sections.Lockers && await edge.Registry.CommitLoad(_load, [.. _lockers]) == Outcome.Closed)
            throw ProblemException.Unavailable("The registry has moved while the dump was read; nothing was loaded.");
        var merged = new Dictionary<string, PeerState>();
        foreach (var name in (await edge.Registry.Peers()).Union(_peers.Keys))
        {
            var k = await edge.Peer(name).Describe() ?? new(name, "", [], [], [], [], false);
            var n = _peers.GetValueOrDefault(name) ?? new(name, "", [], [], [], [], false);
            var m = (sections.Peers ? n : k) with { Targets = sections.Targets ? n.Targets : k.Targets, Jobs = sections.Jobs ? n.Jobs : k.Jobs };
            if (m.Known || !m.Targets.IsEmpty || !m.Jobs.IsEmpty) merged[name] = m;
        }

        if (sections.Peers || sections.Targets || sections.Jobs) await edge.Registry.LoadPeers([.. merged.Values]);
        if (sections.TrackingHeaders is not null || sections.Probes is not null)
            await edge.Registry.SetSettings(new(sections.TrackingHeaders, sections.Probes));
    }

    /// <summary>Replaces one locker.</summary>
    public Task CommitLocker(string label) => throw new NotSupportedException(label + time);

    /// <summary>Forgets what was put aside, unless it has begun after all.</summary>
    public async Task Abandon()
    {
        if (_load == 0 || !await edge.Registry.AbandonLoad(_load)) return;
        foreach (var label in _used) await edge.Locker(label).Unstage(_load);
    }

    // Listed first, and with that found again if the load is given up.
    private async Task Nodes(DumpNodes nodes, string peer)
    {
        var tree = (nodes.Label, peer, nodes.Instance);
        if (_listed != tree) await Locker(nodes.Label, [], [new(peer, nodes.Instance, Active: true)]);
        _listed = tree;
        await edge.Instance(nodes.Label, peer, nodes.Instance).Stage(_load, nodes.Entries);
    }

    private Task Locker(string label, ImmutableArray<TreeEntry> entries, ImmutableArray<StagedInstance> instances)
    {
        _used.Add(label);
        return edge.Locker(label).Stage(new(_load, entries, instances));
    }
}
