using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Tree;

/// <summary>Takes text, or a whole node, and with it the keys above that are left with nothing.</summary>
/// <remarks>
/// It goes down twice. The first time it only looks, so that a path that is not there changes and copies nothing, and notes
/// the highest key that would be left with nothing. The second time it cuts that one key off, and all below goes with it.
/// </remarks>
internal static class TreeRemove
{
    internal static bool Apply(ref TreeState state, in Mutation m, in WriteScope scope)
    {
        var keys = new PathKeys(m.Path);
        var level = state.Top;
        int depth = 1, cut = 1;
        long keyBytes = 0; // of the keys from the cut down to the one looked at
        while (PageTree.TryFind(level, keys.Key, out var slot))
        {
            keyBytes += slot.KeyLength;
            if (keys.AtEnd) return Take(ref state, m, slot, cut, depth, keyBytes, scope);

            depth++;
            level = slot.Branch?.Subkeys;
            if (slot.Text is not null || level is not { Leaf: true, Count: 1 })
            {
                cut = depth;
                keyBytes = 0;
            }

            keys.Advance();
        }

        return false;
    }

    private static bool Take(ref TreeState state, in Mutation m, in Slot target, int cut, int depth, long keyBytes, in WriteScope scope)
    {
        var whole = m.Kind == MutationKind.RemoveTree;
        if (!whole && target.Text is null) return false;

        if (!whole && target.Branch is not null)
        {
            ref var slot = ref Own(ref state, m.Path, depth, scope);
            TreeStore.SetText(ref state, ref slot, null, TextFormat.Plain, scope);
            return true;
        }

        state.Count(target.Text, -1);
        state.Bytes -= keyBytes;
        Uncount(ref state, new TreeNode(target));
        Cut(ref state, m.Path, cut, scope);
        return true;
    }

    private static void Uncount(ref TreeState state, in TreeNode node)
    {
        var walker = node.Walk();
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Leave) continue;

            state.Bytes -= walker.Node.KeyLength;
            state.Count(walker.Node.Text, -1);
        }
    }

    /// <summary>Cuts off the key at a depth of the path.</summary>
    private static void Cut(ref TreeState state, ReadOnlySpan<byte> path, int depth, in WriteScope scope)
    {
        if (depth == 1)
        {
            PageTree.Remove(ref state.Top, new PathKeys(path).Key, scope);
            return;
        }

        ref var parent = ref Own(ref state, path, depth - 1, scope);
        var branch = scope.OwnBranch(ref parent);
        PageTree.Remove(ref branch.Subkeys, KeyAt(path, depth), scope);
        branch.Count--;
        if (branch.Subkeys is null) parent.Content = branch.Text;
    }

    /// <summary>The slot of the key at a depth of the path, which is there, to write to.</summary>
    private static ref Slot Own(ref TreeState state, ReadOnlySpan<byte> path, int depth, in WriteScope scope)
    {
        var keys = new PathKeys(path);
        ref var level = ref state.Top;
        while (true)
        {
            ref var slot = ref PageTree.Upsert(ref level, keys.Key, scope, out _);
            if (--depth == 0) return ref slot;

            level = ref scope.OwnBranch(ref slot).Subkeys;
            keys.Advance();
        }
    }

    private static KeyProbe KeyAt(ReadOnlySpan<byte> path, int depth)
    {
        var keys = new PathKeys(path);
        while (--depth > 0) keys.Advance();

        return keys.Key;
    }
}
