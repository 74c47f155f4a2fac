using System.Runtime.CompilerServices;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Tree;

/// <summary>Puts text at a path, and puts nodes back as they were.</summary>
internal static class TreeStore
{
    // A node that has just started replays a million changes before the runtime has optimized anything: what they go through is compiled with
    // optimization at once. 1,000,000 keys are there after 1.2 s, not after 2.3 s.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool Apply(ref TreeState state, in Mutation m, in WriteScope scope)
    {
        var restores = m.Kind == MutationKind.Restore;
        var keys = new PathKeys(m.Path);
        ref var level = ref state.Top;
        Branch? above = null;
        while (true)
        {
            ref var slot = ref PageTree.Upsert(ref level, keys.Key, scope, out var added);
            if (added)
            {
                state.Bytes += keys.Key.Bytes.Length;
                if (above is not null) above.Count++;
            }

            if (added || (restores && keys.AtEnd))
            {
                slot.First = m.First;
                slot.Last = m.Last;
            }
            else if (!restores)
            {
                slot.Last = m.Last;
            }

            if (keys.AtEnd)
            {
                SetText(ref state, ref slot, m.Text, m.Format, scope);
                return true;
            }

            above = scope.OwnBranch(ref slot);
            level = ref above.Subkeys;
            keys.Advance();
        }
    }

    /// <summary>Hangs a tree that is not empty below a key of the first level that is not there yet.</summary>
    internal static void Hang(ref TreeState state, in Mutation m, in TreeState below, in WriteScope scope)
    {
        ref var slot = ref PageTree.Upsert(ref state.Top, new KeyProbe(m.Path), scope, out _);
        slot.First = m.First;
        slot.Last = m.Last;
        var branch = scope.OwnBranch(ref slot);
        branch.Subkeys = below.Top;
        branch.Count = PageTree.Count(below.Top);
        state.TextCount += below.TextCount;
        state.Bytes += m.Path.Length + below.Bytes;
    }

    /// <summary>Puts text, or none, at a key whose page is owned.</summary>
    internal static void SetText(ref TreeState state, ref Slot slot, byte[]? text, TextFormat format, in WriteScope scope)
    {
        state.Count(slot.Text, -1);
        state.Count(text, 1);
        slot.Format = format;
        if (slot.Branch is null) slot.Content = text;
        else scope.OwnBranch(ref slot).Text = text;
    }
}
