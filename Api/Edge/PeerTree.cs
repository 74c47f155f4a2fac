using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Edge;

/// <summary>The tree of a peer that a query names with <c>?peer=</c> and <c>?instance=</c>.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Address">The instance's address; empty for the peer's own tree.</param>
internal sealed record PeerTree(string Peer, string Address)
{
    /// <summary>The tree, or null where the query names no peer.</summary>
    /// <exception cref="ProblemException">400: a name that cannot be one, an instance without a peer, or a locker of a context, which has no peers.</exception>
    public static PeerTree? Of(HttpContext context, LockerName locker)
    {
        var (peer, address) = (Query.Value(context.Request, "peer"), Query.Value(context.Request, "instance"));
        if (locker.IsOfContext && (peer ?? address) is not null)
            throw ProblemException.BadRequest("Lockers of contexts have no peers: leave ?peer and ?instance out.");
        if (peer is not null) return new(LockerEdge.Checked("Peer name", peer), address is null ? "" : LockerEdge.Checked("Address", address));
        return address is null ? null : throw ProblemException.BadRequest($"?instance={address} is an instance of a peer: say which with ?peer=.");
    }

    /// <summary>The tree in messages.</summary>
    public override string ToString() => Address.Length == 0 ? $"of peer '{Peer}' itself" : $"of instance '{Address}' of peer '{Peer}'";
}
