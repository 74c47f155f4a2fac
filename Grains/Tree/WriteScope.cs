using System.Runtime.CompilerServices;

namespace Lockers.Grains.Tree;

/// <summary>What one change may write to in place, and how it comes to own the rest.</summary>
/// <remarks>
/// A snapshot of epoch s can reach only pages and branches made in epochs up to s, for the tree's epoch moves on with each
/// snapshot. So what was made after the newest snapshot that is alive is the writer's alone and is changed in place; all
/// else is copied first, and so is all that leads to it, because a writer that reaches a page has come to own what refers to it.
/// When the newest snapshot is gone, what only it shared is the writer's again.
/// </remarks>
/// <param name="epoch">The tree's epoch, given to what is made; always after <paramref name="shared"/>.</param>
/// <param name="shared">The epoch of the newest snapshot that is alive, 0 when none is.</param>
/// <param name="revision">The revision of the change: what is owned on the way to it has changed at or below.</param>
/// <param name="expires">When what it stores expires; <see cref="long.MaxValue"/> for never.</param>
internal readonly struct WriteScope(long epoch, long shared, long revision, long expires)
{
    internal long Epoch { get; } = epoch;

    /// <summary>A page to write to, in the place of the one that is there.</summary>
    internal Page Own(ref Page? page)
    {
        if (page is null) page = new Page(Epoch, leaf: true, capacity: 1);
        else if (page.Epoch <= shared) page = page.Copy(Epoch);
        page.Touch(revision, expires);
        return page;
    }

    /// <summary>The child page of an inner page that is owned, to write to.</summary>
    internal Page OwnChild(ref Slot slot)
    {
        var child = slot.Child;
        if (child.Epoch <= shared) slot.Content = child = child.Copy(Epoch);
        child.Touch(revision, expires);
        return child;
    }

    /// <summary>The branch at a key whose page is owned, to write to. A key without one gets one; it has no subkeys yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal Branch OwnBranch(ref Slot slot)
    {
        var branch = slot.Branch;
        if (branch is null) slot.Content = branch = new Branch(Epoch, slot.Text, slot.TextRevision, slot.Revision);
        else if (branch.Epoch <= shared) slot.Content = branch = branch.Copy(Epoch);
        branch.Touch(revision);
        return branch;
    }
}
