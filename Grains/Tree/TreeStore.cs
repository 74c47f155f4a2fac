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
        var (restores, imports) = (m.Kind == MutationKind.Restore, m.Kind == MutationKind.Import);
        var keys = new PathKeys(m.Path);
        ref var level = ref state.Top;
        Branch? above = null;
        while (true)
        {
            ref var slot = ref PageTree.Upsert(ref level, keys.Key, scope, out var added, out var page, out var at);
            if (added)
            {
                state.Bytes += keys.Key.Bytes.Length;
                if (above is not null) above.Count++;
            }

            if (added || (keys.AtEnd && (restores || (imports && slot.Subkeys is null)))) slot.First = m.First;
            if (keys.AtEnd)
            {
                if (imports && slot.Subkeys is not null) Widen(ref slot, m);
                else slot.Last = m.Last;
                SetText(ref state, ref slot, m.Text, m.Format, m.TextRevision, scope);
                if (restores || imports) SetRevisions(ref slot, m, scope);
                page.SetExpires(at, m.Expires);
                return true;
            }

            if (added) slot.SetNoRevision();

            // A branch takes over the revision of the text before its key gets another time.
            above = scope.OwnBranch(ref slot);
            if (imports && !added) Widen(ref slot, m);
            else if (added || !restores) slot.Last = m.Last;
            level = ref above.Subkeys;
            keys.Advance();
        }
    }

    // What is imported at or below a key may be older or younger than all that is there.
    private static void Widen(ref Slot slot, in Mutation m)
    {
        slot.First = Math.Min(slot.First, m.First);
        slot.Last = Math.Max(slot.Last, m.Last);
    }

    /// <summary>Hangs a tree that is not empty below a key of the first level that is not there yet.</summary>
    internal static void Hang(ref TreeState state, in Mutation m, in TreeState below, in WriteScope scope)
    {
        ref var slot = ref PageTree.Upsert(ref state.Top, new KeyProbe(m.Path), scope, out _);
        slot.First = m.First;
        slot.Last = m.Last;
        slot.SetNoRevision();
        var branch = scope.OwnBranch(ref slot);
        branch.Subkeys = below.Top;
        branch.Count = PageTree.Count(below.Top);
        state.TextCount += below.TextCount;
        state.Bytes += m.Path.Length + below.Bytes;
    }

    /// <summary>Puts text, or none, at a key whose page is owned.</summary>
    internal static void SetText(ref TreeState state, ref Slot slot, byte[]? text, TextFormat format, long revision, in WriteScope scope)
    {
        state.Count(slot.Text, -1);
        state.Count(text, 1);
        slot.Format = format;
        if (slot.Subkeys is null)
        {
            slot.Content = text;
            return;
        }

        var branch = scope.OwnBranch(ref slot);
        (branch.Text, branch.TextRevision) = (text, revision);
    }

    // Of a leaf; a branch has got them with its text. A leaf whose revisions differ needs a branch to say them.
    private static void SetRevisions(ref Slot slot, in Mutation m, in WriteScope scope)
    {
        if (slot.Branch is not null || m.Restored == new NodeRevisions(m.Last, m.Last)) return;
        slot.SetNoRevision();
        if (m.Restored != default) scope.OwnBranch(ref slot).TextRevision = m.TextRevision;
    }
}
