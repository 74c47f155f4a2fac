namespace Lockers.Grains.Tree;

/// <summary>What a <see cref="Mutation"/> does.</summary>
/// <remarks>The numbers are written to journals: they never change their meaning.</remarks>
internal enum MutationKind : byte
{
    /// <summary>Puts text at a path; missing keys on the way come to be.</summary>
    Store = 0,

    /// <summary>Takes the text at exactly a path, then every key left with nothing, upwards.</summary>
    Remove = 1,

    /// <summary>Takes the node at a path and all below it, then every key left with nothing, upwards.</summary>
    RemoveTree = 2,

    /// <summary>Takes everything.</summary>
    Clear = 3,

    /// <summary>Puts a node back as it was.</summary>
    Restore = 4,

    /// <summary>The data tree becomes what is below a path of the tree that loads are staged in: see <see cref="LockerTree.Take"/>.</summary>
    Take = 5,

    /// <summary>
    /// What the data tree holds goes below a key of the first level of the tree of earlier epochs, in the place of what was
    /// there: see <see cref="LockerTree.PutAway"/>.
    /// </summary>
    PutAway = 6,

    /// <summary>As <see cref="Remove"/>, of a text that has expired.</summary>
    Expire = 7,

    /// <summary>
    /// Puts text at a path with the times of another store, and a revision of its own. Missing keys on the way come to be with those times; the times of
    /// those that are there are widened by them.
    /// </summary>
    Import = 8,
}
