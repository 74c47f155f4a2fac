namespace Lockers.Grains.Tree;

/// <summary>The revisions of a node.</summary>
/// <param name="Text">Of the store of its text; 0 for one that was loaded, and where there is none.</param>
/// <param name="Tree">Of the last change at the node or below it; 0 where everything was loaded.</param>
internal readonly record struct NodeRevisions(long Text, long Tree);
