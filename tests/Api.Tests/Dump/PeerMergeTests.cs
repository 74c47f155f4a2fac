using System.Collections.Immutable;
using Lockers.Api.Dump;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Tests.Dump;

public class PeerMergeTests
{
    private static readonly PeerState Known = new("p", "ns", [], [], [Named("t")], [Named("j")], Known: true);

    [Fact]
    public void Sections_that_a_dump_does_not_hold_stay_as_they_are() =>
        Assert.Equal([Known], PeerMerge.Of([Known], new DumpSections()));

    [Fact]
    public void Peers_of_a_dump_take_the_place_of_all_but_keep_targets_and_jobs()
    {
        var merged = PeerMerge.Of([Known], new DumpSections { Peers = [Peer("q"), Peer("p") with { Namespace = "other" }] });

        Assert.Equal([Known with { Namespace = "other" }, Peer("q")], merged.OrderBy(peer => peer.Name));
    }

    [Fact]
    public void A_peer_that_a_dump_does_not_name_stays_for_its_targets_only()
    {
        var merged = PeerMerge.Of([Known, Peer("gone")], new DumpSections { Peers = [] });

        var left = Assert.Single(merged);
        Assert.False(left.Known);
        Assert.Equal(("p", ""), (left.Name, left.Namespace));
        Assert.Equal(Known.Targets, left.Targets);
    }

    [Fact]
    public void Targets_of_a_dump_take_the_place_of_all_targets_and_of_nothing_else()
    {
        var merged = PeerMerge.Of([Known], new DumpSections { Targets = Section("q", "new") });

        var (p, q) = (merged.Single(peer => peer.Name == "p"), merged.Single(peer => peer.Name == "q"));
        Assert.Empty(p.Targets);
        Assert.Equal(Known.Jobs, p.Jobs);
        Assert.True(p.Known);
        Assert.Equal("new", Assert.Single(q.Targets).Name);
        Assert.False(q.Known);
    }

    [Fact]
    public void Jobs_of_a_dump_take_the_place_of_all_jobs_and_of_nothing_else()
    {
        var merged = Assert.Single(PeerMerge.Of([Known], new DumpSections { Jobs = Section("p", "new") }));

        Assert.Equal("new", Assert.Single(merged.Jobs).Name);
        Assert.Equal(Known.Targets, merged.Targets);
    }

    [Fact]
    public void A_peer_that_is_left_with_nothing_goes()
    {
        var merged = PeerMerge.Of(
            [Known], new DumpSections { Peers = [], Targets = Section("p"), Jobs = Section("p") });

        Assert.Empty(merged);
    }

    private static PeerState Peer(string name) => new(name, "", [], [], [], [], Known: true);

    private static NamedJson Named(string name) => new(name, [(byte)'1']);

    private static ImmutableDictionary<string, ImmutableArray<NamedJson>> Section(string peer, params string[] names) =>
        ImmutableDictionary<string, ImmutableArray<NamedJson>>.Empty.Add(peer, [.. names.Select(Named)]);
}
