using System.Collections.Immutable;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>Puts the sections of a dump that concern peers in the place of what is known of them.</summary>
internal static class PeerMerge
{
    /// <summary>The peers as they are after the load; a section that the dump does not hold stays as it is.</summary>
    public static ImmutableArray<PeerState> Of(ImmutableArray<PeerState> known, DumpSections sections)
    {
        var peers = new Dictionary<string, PeerState>(StringComparer.Ordinal);
        foreach (var peer in known)
            peers[peer.Name] = sections.Peers is null ? peer : Empty(peer.Name) with { Targets = peer.Targets, Jobs = peer.Jobs };
        foreach (var peer in sections.Peers ?? [])
            peers[peer.Name] = peer with { Targets = Peer(peer.Name).Targets, Jobs = Peer(peer.Name).Jobs };
        if (sections.Targets is { } targets) Replace(targets, (peer, items) => peer with { Targets = items });
        if (sections.Jobs is { } jobs) Replace(jobs, (peer, items) => peer with { Jobs = items });
        return [.. peers.Values.Where(peer => peer.Known || !peer.Targets.IsEmpty || !peer.Jobs.IsEmpty)];

        PeerState Peer(string name) => peers.GetValueOrDefault(name) ?? Empty(name);

        void Replace(
            ImmutableDictionary<string, ImmutableArray<NamedJson>> section,
            Func<PeerState, ImmutableArray<NamedJson>, PeerState> set)
        {
            foreach (var name in peers.Keys.Union(section.Keys).ToList())
                peers[name] = set(Peer(name), section.GetValueOrDefault(name, []));
        }
    }

    private static PeerState Empty(string name) => new(name, "", [], [], [], [], Known: false);
}
