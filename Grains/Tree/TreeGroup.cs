namespace Lockers.Grains.Tree;

/// <summary>
/// What the trees of one writer share: their epochs and the snapshots that are alive. So a page keeps its meaning when it
/// goes from one of them to another: see <see cref="LockerTree.Take"/>.
/// </summary>
internal sealed class TreeGroup
{
    internal SnapshotLedger Snapshots { get; } = new();

    /// <summary>The epoch of what is made now; it moves on with each snapshot of any of the trees.</summary>
    internal long Epoch { get; private set; } = 1;

    /// <summary>Ends an epoch, and gives it.</summary>
    internal long NextEpoch() => Epoch++;
}
