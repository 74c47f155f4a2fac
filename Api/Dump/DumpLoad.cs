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
    private readonly List<(string Label, bool Current)> _lockers = [];
    private readonly HashSet<(string Label, string Peer, string Instance)> _listed = [];
    private long _load;

    /// <summary>Puts a piece of the dump aside.</summary>
    public async Task Stage(DumpPart part)
    {
        if (_load == 0) _load = await edge.Registry.NewLoad();
        switch (part)
        {
            case DumpNodes { Peer: null } nodes:
                await Locker(nodes.Label, nodes.Entries, []);
                break;
            case DumpNodes nodes:
                // Listed first, and with that found again if the load is given up.
                if (_listed.Add((nodes.Label, nodes.Peer, nodes.Instance))) await List(nodes.Label, new(nodes.Peer, nodes.Instance, Active: true));
                await edge.Instance(nodes.Label, nodes.Peer, nodes.Instance).Stage(_load, nodes.Entries);
                break;
            case DumpInstance instance:
                await List(instance.Label, new(instance.Peer, instance.Instance, instance.Active));
                break;
            case DumpLocker locker:
                _lockers.Add((locker.Label, locker.Current));
                break;
        }
    }

    /// <summary>Replaces what is there by what was put aside, in one decision.</summary>
    public async Task Commit(DumpSections sections)
    {
        if (_load == 0) _load = await edge.Registry.NewLoad();
        var opened = time.GetUtcNow().UtcTicks;
        var lockers = _lockers.Select(locker => new LockerInfo(locker.Label, 0, opened, opened, _used.Contains(locker.Label), locker.Current));
        foreach (var some in lockers.Chunk(IRegistryGrain.MaxListed)) await edge.Registry.StageLoad(_load, [.. some], []);
        var peers = PeerMerge.Of([], sections);
        foreach (var peer in peers) await edge.Peer(peer.Name).Stage(_load, peer);
        foreach (var some in peers.Chunk(IRegistryGrain.MaxListed)) await edge.Registry.StageLoad(_load, [], [.. some.Select(peer => peer.Name)]);
        if (await edge.Registry.CommitLoad(_load, Held(sections), sections.TrackingHeaders, sections.Probes) == Outcome.Closed)
            throw ProblemException.Unavailable("The registry has moved while the dump was read; nothing was loaded.");
    }

    /// <summary>Forgets what was put aside, unless it has begun after all.</summary>
    public async Task Abandon()
    {
        if (_load == 0 || !await edge.Registry.AbandonLoad(_load)) return;
        foreach (var label in _used) await edge.Locker(label).Unstage(_load);
    }

    private static LoadSections Held(DumpSections sections) =>
        (sections.Lockers ? LoadSections.Lockers : 0)
        | (sections.Peers is null ? 0 : LoadSections.Peers)
        | (sections.Targets is null ? 0 : LoadSections.Targets)
        | (sections.Jobs is null ? 0 : LoadSections.Jobs)
        | (sections.TrackingHeaders is null ? 0 : LoadSections.TrackingHeaders)
        | (sections.Probes is null ? 0 : LoadSections.Probes);

    private Task List(string label, StagedInstance instance) => Locker(label, [], [instance]);

    private Task Locker(string label, ImmutableArray<TreeEntry> entries, ImmutableArray<StagedInstance> instances)
    {
        _used.Add(label);
        return edge.Locker(label).Stage(new(_load, entries, instances));
    }
}
