using System.Collections.Immutable;
using Lockers.Api.Lockers;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>
/// A load: everything is put aside with the grains that will hold it, under lives that nobody knows yet, and then begins
/// at once. Given up, it leaves nothing.
/// </summary>
internal sealed class DumpLoad(LockerEdge edge)
{
    private readonly Dictionary<string, long> _lives = new(StringComparer.Ordinal);
    private readonly List<(string Label, bool Current)> _lockers = [];
    private readonly HashSet<(string Label, string Peer)> _own = [];
    private readonly Queue<long> _spare = new();

    /// <summary>Puts a piece of the dump aside.</summary>
    public async Task Stage(DumpPart part)
    {
        switch (part)
        {
            case DumpNodes { Peer: null } nodes:
                await Locker(nodes.Label, new(await Life(nodes.Label), nodes.Entries, []));
                break;
            case DumpNodes nodes:
                if (nodes.Instance.Length == 0 && _own.Add((nodes.Label, nodes.Peer)))
                    await List(nodes.Label, new(nodes.Peer, "", Active: true));
                await edge.Instance(nodes.Label, nodes.Peer, nodes.Instance).Stage(await Life(nodes.Label), nodes.Entries);
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
        if (sections.Lockers) await edge.Registry.CommitLoad(await Infos());
        if (sections.Peers is not null || sections.Targets is not null || sections.Jobs is not null)
            await edge.Registry.LoadPeers(PeerMerge.Of(await KnownPeers(), sections));
        if (sections.TrackingHeaders is not null || sections.Probes is not null)
            await edge.Registry.SetSettings(new(sections.TrackingHeaders, sections.Probes));
    }

    /// <summary>Forgets what was put aside.</summary>
    public async Task Abandon()
    {
        foreach (var (label, life) in _lives) await edge.Locker(label).Unstage(life);
    }

    private async Task<ImmutableArray<LockerInfo>> Infos()
    {
        var infos = ImmutableArray.CreateBuilder<LockerInfo>();
        var opened = TimeProvider.System.GetUtcNow().UtcTicks;
        foreach (var (label, current) in _lockers)
        {
            var used = _lives.ContainsKey(label);
            infos.Add(new(label, used ? _lives[label] : await NewLife(), opened, opened, used, current));
        }

        return infos.ToImmutable();
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

    private async Task List(string label, StagedInstance instance) =>
        await Locker(label, new(await Life(label), [], [instance]));

    private Task Locker(string label, StagedLocker part) => edge.Locker(label).Stage(part);

    private async ValueTask<long> Life(string label)
    {
        if (_lives.TryGetValue(label, out var known)) return known;
        return _lives[label] = await NewLife();
    }

    private async ValueTask<long> NewLife()
    {
        if (_spare.Count == 0)
        {
            foreach (var life in await edge.Registry.NewLives(64)) _spare.Enqueue(life);
        }

        return _spare.Dequeue();
    }
}
