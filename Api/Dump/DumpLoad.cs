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

    /// <summary>Replaces what is there, section by section.</summary>
    public async Task Commit(DumpSections sections)
    {
        if (sections.Lockers && await edge.Registry.CommitLoad(_load, Infos()) == Outcome.Closed)
            throw ProblemException.Unavailable("The registry has moved while the dump was read; nothing was loaded.");
        if (sections.Peers is not null || sections.Targets is not null || sections.Jobs is not null)
            await edge.Registry.LoadPeers(PeerMerge.Of(await KnownPeers(), sections));
        if (sections.TrackingHeaders is not null || sections.Probes is not null)
            await edge.Registry.SetSettings(new(sections.TrackingHeaders, sections.Probes));
    }

    /// <summary>Forgets what was put aside, unless it has begun after all.</summary>
    public async Task Abandon()
    {
        if (_load == 0 || !await edge.Registry.AbandonLoad(_load)) return;
        foreach (var label in _used) await edge.Locker(label).Unstage(_load);
    }

    private ImmutableArray<LockerInfo> Infos()
    {
        var opened = time.GetUtcNow().UtcTicks;
        return [.. _lockers.Select(locker => new LockerInfo(locker.Label, 0, opened, opened, _used.Contains(locker.Label), locker.Current))];
    }

    private async Task<ImmutableArray<PeerState>> KnownPeers()
    {
        var peers = ImmutableArray.CreateBuilder<PeerState>();
        foreach (var peer in await edge.Registry.Peers())
        {
            if (await edge.Peer(peer).Describe() is { } known) peers.Add(known);
        }

        return peers.ToImmutable();
    }

    private Task List(string label, StagedInstance instance) => Locker(label, [], [instance]);

    private Task Locker(string label, ImmutableArray<TreeEntry> entries, ImmutableArray<StagedInstance> instances)
    {
        _used.Add(label);
        return edge.Locker(label).Stage(new(_load, entries, instances));
    }
}
