using Lockers.Api.Http;
using Lockers.Api.Lockers;
using Lockers.Api.Peers;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>Writes the sections of a dump that concern peers, a peer at a time: only one is in memory.</summary>
internal static class PeerDump
{
    /// <summary><c>{peer:{…}}</c> of the peers that are registered.</summary>
    public static Task Peers(PagedAnswer answer, LockerEdge edge) => Write(
        answer,
        edge,
        peer => peer.Known,
        peer =>
        {
            answer.Write(Json.Write(json => PeerWire.Peer(json, peer)));
            return answer.Flush();
        });

    /// <summary><c>{peer:{name:target}}</c>; of a peer that is not registered only if there are any.</summary>
    public static Task Targets(PagedAnswer answer, LockerEdge edge) =>
        Write(answer, edge, peer => peer.Known || !peer.Targets.IsEmpty, peer => Named(answer, peer.Targets));

    /// <summary><c>{peer:{id:job}}</c>; of a peer that is not registered only if there are any.</summary>
    public static Task Jobs(PagedAnswer answer, LockerEdge edge) =>
        Write(answer, edge, peer => peer.Known || !peer.Jobs.IsEmpty, peer => Named(answer, peer.Jobs));

    private static async Task Write(
        PagedAnswer answer, LockerEdge edge, Func<PeerState, bool> isShown, Func<PeerState, ValueTask> write)
    {
        var comma = false;
        answer.Write("{"u8);
        await foreach (var name in edge.Peers())
        {
            if (await edge.Peer(name).Describe() is not { } peer || !isShown(peer)) continue;
            if (comma) answer.Write(","u8);
            comma = true;
            answer.Write(Json.Quoted(name));
            answer.Write(":"u8);
            await write(peer);
        }

        answer.Write("}"u8);
    }

    private static async ValueTask Named(PagedAnswer answer, IReadOnlyList<NamedJson> items)
    {
        for (var at = 0; at < items.Count; at++)
        {
            answer.Write(at == 0 ? "{"u8 : ","u8);
            answer.Write(Json.Quoted(items[at].Name));
            answer.Write(":"u8);
            answer.Write(items[at].Json);
            await answer.Flush();
        }

        answer.Write(items.Count == 0 ? "{}"u8 : "}"u8);
    }
}
