using Lockers.Grains.Tree;

namespace Lockers.Grains.Watching;

/// <summary>Revisions of what a tree holds.</summary>
internal static class NodeRevision
{
    /// <summary>Whether something may have changed behind a revision in a page or below it.</summary>
    public static bool MayHave(Page page, long after) => page is not null && after >= 0;

    /// <summary>Whether something may have changed behind a revision below a key.</summary>
    public static bool MayHaveBelow(in Slot slot, long after) => slot.Last > after;

    /// <summary>The revision of a key's text.</summary>
    public static long OfText(in Slot slot) => slot.Last;

    /// <summary>Whether a text is of a later store than one with this revision.</summary>
    public static bool IsLater(in TreeNode node, long revision) => !node.HasSubKeys && node.LastReported > revision;
}
