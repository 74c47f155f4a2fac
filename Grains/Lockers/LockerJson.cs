using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Lockers;

/// <summary>Renders the Locker, PeerLocker and DataLocker shapes; the trees of peers come from their own grains.</summary>
internal sealed class LockerJson(LockerTrees trees, ReadOptions options, long generation)
{
    /// <summary>The Locker.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="data">Its data tree.</param>
    /// <param name="peers">What is shown of its peers.</param>
    /// <param name="events">The peers whose events are shown, in a member of our own.</param>
    /// <param name="current">Whether it is the current one.</param>
    public async IAsyncEnumerable<PageBreak> Locker(
        PageWriter page, TreeRoot data, ImmutableArray<PeerEntry> peers, ImmutableArray<string> events, bool current)
    {
        page.Raw("{\"label\":"u8);
        page.Quoted(trees.Name.Label);
        page.Raw(",\"peerLockers\":"u8);
        await foreach (var full in Peers(page, peers)) yield return full;
        page.Raw(",\"dataLocker\":{\"locker\":{"u8);
        foreach (var full in TreeJson.Keys(page, data.Walk(options.Level), options)) yield return full;
        page.Raw("},\"active\":true}"u8);
        if (!events.IsEmpty)
        {
            page.Raw(",\"events\":"u8);
            await foreach (var full in LockerEvents.Dumped(page, trees, events, generation)) yield return full;
        }

        page.Raw(",\"current\":"u8);
        page.Raw(current ? "true}"u8 : "false}"u8);
    }

    /// <summary><c>{peer:PeerLocker}</c>.</summary>
    public async IAsyncEnumerable<PageBreak> Peers(PageWriter page, ImmutableArray<PeerEntry> peers)
    {
        page.Raw("{"u8);
        for (var i = 0; i < peers.Length; i++)
        {
            if (i > 0) page.Raw(","u8);
            page.Quoted(peers[i].Name);
            page.Raw(":"u8);
            await foreach (var full in Peer(page, peers[i])) yield return full;
            if (page.Full) yield return default;
        }

        page.Raw("}"u8);
    }

    /// <summary>A PeerLocker.</summary>
    public async IAsyncEnumerable<PageBreak> Peer(PageWriter page, PeerEntry peer)
    {
        page.Raw("{\"instanceLockers\":{"u8);
        for (var i = 0; i < peer.Instances.Length; i++)
        {
            if (i > 0) page.Raw(","u8);
            page.Quoted(peer.Instances[i].Address);
            page.Raw(":"u8);
            await foreach (var full in Instance(page, peer.Name, peer.Instances[i])) yield return full;
            if (page.Full) yield return default;
        }

        page.Raw("},\"locker\":"u8);
        if (peer.HasOwn)
        {
            await foreach (var full in Instance(page, peer.Name, new("", Active: true))) yield return full;
        }
        else
        {
            page.Raw("{\"locker\":{},\"active\":true}"u8);
        }

        page.Raw("}"u8);
    }

    /// <summary>A DataLocker of an instance, or of the peer itself.</summary>
    public async IAsyncEnumerable<PageBreak> Instance(PageWriter page, string peer, InstanceEntry instance)
    {
        var grain = trees.Of(peer, instance.Address);
        page.Raw("{\"locker\":{"u8);
        await foreach (var full in Rendering.Nested(page, grain, await grain.ReadKeys(options, generation))) yield return full;
        page.Raw("},\"active\":"u8);
        page.Raw(instance.Active ? "true}"u8 : "false}"u8);
    }
}
