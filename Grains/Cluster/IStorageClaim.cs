using Lockers.Grains.Journal;

namespace Lockers.Grains.Cluster;

/// <summary>
/// A node's claim on the storage that its journals are kept in, which keeps out nodes that do not belong to it: of nodes that are
/// alone any other node, of a cluster's nodes those of no cluster and of another one. A claim that cannot be upheld ends by itself
/// after a time, and the node that claims next waits that time out before it uses the storage.
/// </summary>
public interface IStorageClaim
{
    /// <summary>Whether the claim stands.</summary>
    bool IsHeld { get; }

    /// <summary>Ends the node at once, so that others can take over what it holds: it cannot uphold the claim, and they can.</summary>
    void GiveUp(string why);
}

/// <summary>The lease of a node that is alone on a storage that others could claim.</summary>
internal sealed class ClaimLease(IStorageClaim claim) : IServingLease
{
    /// <inheritdoc/>
    public string Node => "";

    /// <inheritdoc/>
    public bool IsValid => claim.IsHeld;

    // The claim waited for all of them before it stood.
    /// <inheritdoc/>
    public Task WaitOut(string node) => Task.CompletedTask;
}
