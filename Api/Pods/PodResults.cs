using System.Collections.Immutable;

namespace Lockers.Api.Pods;

/// <summary>How a pod took a call.</summary>
/// <param name="Address">The pod's address.</param>
/// <param name="Done">Whether it did what was asked.</param>
/// <param name="Called">Whether it was called: unhealthy pods are passed over.</param>
internal sealed record PodResult(string Address, bool Done, bool Called = true)
{
    /// <summary>The status of its last answer; 0 where there was none.</summary>
    public int Status { get; init; }

    /// <summary>What its last answer brought, where that is wanted: the first <see cref="PodCall.MaxKeptBytes"/> at most.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the answer's body goes on behind <see cref="Body"/>.</summary>
    public bool IsCut { get; init; }

    /// <summary>Whether the pod refused the call's body, and was sent the one in the other shape.</summary>
    public bool TookOther { get; init; }

    /// <summary>The type of the answer's body.</summary>
    public string? ContentType { get; init; }

    /// <summary>Why there was no whole answer; null where there was one.</summary>
    public string? Why { get; init; }

    /// <summary>Whether the pod itself seems to be ill: it gave no whole answer, or one that says so (5xx).</summary>
    public bool IsFailing => Called && (Why is not null || (!Done && Status >= 500));
}

/// <summary>How the pods of a peer took a call: those that are offline are left out.</summary>
internal sealed record PeerResults(string Peer, ImmutableArray<PodResult> Pods);

/// <summary>How pods took a call, in the order in which they were given.</summary>
internal sealed record PodResults(ImmutableArray<PeerResults> Peers)
{
    /// <summary>Whether some peer's only pod failed, which makes an answer 424.</summary>
    public bool IsFailed => Peers.Any(peer => peer.Pods is [{ Done: false }]);

    /// <summary>These and those of later calls, which take the place of the ones of the same pods.</summary>
    public PodResults With(PodResults later)
    {
        var all = Peers.ToDictionary(peer => peer.Peer, StringComparer.Ordinal);
        foreach (var (peer, pods) in later.Peers)
        {
            var earlier = all.TryGetValue(peer, out var known) ? known.Pods.Where(pod => pods.All(other => other.Address != pod.Address)) : [];
            all[peer] = new(peer, [.. earlier.Concat(pods).OrderBy(pod => pod.Address, StringComparer.Ordinal)]);
        }

        return new([.. all.Values.OrderBy(peer => peer.Peer, StringComparer.Ordinal)]);
    }

    /// <summary>Whether every pod of a peer did it.</summary>
    public bool IsDone(string peer) => Peers.Where(of => of.Peer == peer).SelectMany(of => of.Pods).All(pod => pod.Done);
}
