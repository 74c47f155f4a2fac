namespace Lockers.Grains.Tree;

/// <summary>Where a <see cref="TreeWalker"/> stands at a node.</summary>
internal enum WalkStep : byte
{
    /// <summary>Before the node's subkeys.</summary>
    Enter,

    /// <summary>After the node's subkeys.</summary>
    Leave,
}
