using System.Runtime.CompilerServices;

namespace Lockers.Grains.Tree;

/// <summary>
/// The subkeys of one node: a B+tree of pages, all leaf pages at one height. One small leaf page is all there is to most.
/// </summary>
internal static class PageTree
{
    // Below this a page is merged with a neighbour, if both then leave room for what comes next.
    private const int Sparse = Page.MaxSlots / 4;
    private const int Merged = Page.MaxSlots * 3 / 4;

    internal static bool TryFind(Page? root, in KeyProbe key, out Slot slot)
    {
        slot = default;
        if (root is null) return false;

        var page = root;
        while (!page.Leaf) page = page.Slots[page.ChildOf(key)].Child;

        var at = page.Search(key);
        if (at < 0) return false;

        slot = page.Slots[at];
        return true;
    }

    /// <summary>The slot of the last key in order.</summary>
    internal static bool TryLast(Page? root, out Slot slot)
    {
        var page = root;
        while (page is { Leaf: false }) page = page.Slots[page.Count - 1].Child;
        slot = page is null ? default : page.Slots[page.Count - 1];
        return page is not null;
    }

    /// <summary>How many keys there are, for a look at each page.</summary>
    internal static int Count(Page? root)
    {
        if (root is null) return 0;
        if (root.Leaf) return root.Count;

        // Recursion over the height of the pages: not more than a handful.
        var count = 0;
        for (var i = 0; i < root.Count; i++) count += Count(root.Slots[i].Child);
        return count;
    }

    /// <summary>The slot of a key, to write to, and valid until the tree changes next. A key that is missing is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static ref Slot Upsert(ref Page? root, in KeyProbe key, in WriteScope scope, out bool added)
    {
        var page = scope.Own(ref root);
        while (!page.Leaf) page = scope.OwnChild(ref page.Slots[page.ChildOf(key)]);

        var at = page.Search(key);
        added = at < 0;
        if (!added) return ref page.Slots[at];

        if (page.Full)
        {
            page = MakeRoom(ref root!, key, scope.Epoch);
            at = page.Search(key);
        }

        return ref page.Insert(~at, new Slot(key));
    }

    /// <summary>Takes a key that is there. The root turns null with the last one.</summary>
    internal static void Remove(ref Page? root, in KeyProbe key, in WriteScope scope)
    {
        Remove(scope.Own(ref root), key, scope);
        while (root is { Leaf: false, Count: 1 }) root = root.Slots[0].Child;
        if (root is { Count: 0 }) root = null;
    }

    /// <summary>Recursion over the height of the pages: not more than a handful.</summary>
    private static void Remove(Page page, in KeyProbe key, in WriteScope scope)
    {
        if (page.Leaf)
        {
            page.RemoveAt(page.Search(key));
            return;
        }

        var at = page.ChildOf(key);
        var child = scope.OwnChild(ref page.Slots[at]);
        Remove(child, key, scope);
        if (child.Count == 0) page.RemoveAt(at);
        else if (child.Count <= Sparse && !TryMerge(page, at - 1, scope)) TryMerge(page, at, scope);
    }

    /// <summary>Merges the child at a place with the one behind it if that leaves one well filled page.</summary>
    private static bool TryMerge(Page page, int at, in WriteScope scope)
    {
        if (at < 0 || at + 1 >= page.Count) return false;

        var next = page.Slots[at + 1];
        if (page.Slots[at].Child.Count + next.Child.Count > Merged) return false;

        scope.OwnChild(ref page.Slots[at]).Absorb(next.Child, next);
        page.RemoveAt(at + 1);
        return true;
    }

    /// <summary>
    /// Splits the full pages on the way to a key, from the top, and gives the leaf page with room for it. The way is owned.
    /// Only called when that leaf is full, so that a store to keys that exist never splits what a load left full.
    /// </summary>
    private static Page MakeRoom(ref Page root, in KeyProbe key, long epoch)
    {
        if (root.Full)
        {
            var top = new Page(epoch, leaf: false, capacity: 2);
            top.Insert(0, root.Slots[0].Over(root));
            root = top;
        }

        var page = root;
        while (!page.Leaf)
        {
            var at = page.ChildOf(key);
            var child = page.Slots[at].Child;
            page = child.Full ? SplitChild(page, at, child, key, epoch) : child;
        }

        return page;
    }

    /// <summary>Splits a full child and gives the half that the key belongs to.</summary>
    private static Page SplitChild(Page page, int at, Page child, in KeyProbe key, long epoch)
    {
        var right = child.Split(child.Leaf ? LeafCut(child, key) : InnerCut(child, key), epoch);

        // A key behind all others gets a page of its own, and is that page's bound.
        var bound = right.Count == 0 ? new Slot(key) : right.Slots[0];
        page.Insert(at + 1, bound.Over(right));
        return key.CompareTo(bound) < 0 ? child : right;
    }

    // Keys that come in order, up or down, leave full pages behind: only one that falls in between halves a page.
    private static int LeafCut(Page leaf, in KeyProbe key)
    {
        var at = ~leaf.Search(key);
        return at is 0 or Page.MaxSlots ? at : Page.MaxSlots / 2;
    }

    private static int InnerCut(Page inner, in KeyProbe key) => inner.ChildOf(key) switch
    {
        0 => 1,
        Page.MaxSlots - 1 => Page.MaxSlots - 1,
        _ => Page.MaxSlots / 2,
    };
}
