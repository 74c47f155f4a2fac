using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Tree;

/// <summary>A node found in a <see cref="TreeRoot"/>.</summary>
/// <param name="slot">The node's slot.</param>
/// <param name="expires">When its text expires, UTC ticks; 0 for never.</param>
/// <param name="now">What expires no later than this is not there; 0 where everything is.</param>
internal readonly struct TreeNode(in Slot slot, long expires = 0, long now = 0)
{
    private readonly Slot _slot = slot;

    /// <summary>
    /// The key's bytes, to be read only. Reading makes a new array when the key has up to eight bytes; who renders many reads
    /// <see cref="KeyLength"/> and calls <see cref="CopyKeyTo"/>.
    /// </summary>
    internal byte[] Key => _slot.ToKey();

    /// <summary>How many bytes <see cref="Key"/> has.</summary>
    internal int KeyLength => _slot.KeyLength;

    /// <summary>The text, to be read only. No bytes is text too; null is none.</summary>
    internal byte[]? Text => Overdue.Is(expires, now) ? null : _slot.Text;

    /// <summary>When the text expires, UTC ticks; 0 for never.</summary>
    internal long Expires => expires;

    /// <summary>How the text was sent.</summary>
    internal TextFormat Format => _slot.Format;

    /// <summary>Ticks (UTC) at which the key came to be.</summary>
    internal long FirstReported => _slot.First;

    /// <summary>Ticks (UTC) of the last store at the key or below it.</summary>
    internal long LastReported => _slot.Last;

    /// <summary>The revision of the store of the text; 0 for one that was loaded, and where there is none.</summary>
    internal long TextRevision => _slot.TextRevision;

    /// <summary>The revision of the last change at the key or below it, removals among them; 0 where everything was loaded.</summary>
    internal long Revision => _slot.Revision;

    /// <summary>Whether there are keys below this one.</summary>
    internal bool HasSubKeys => Subkeys is { } subkeys && (now == 0 || Overdue.HasAny(subkeys, now));

    /// <summary>The pages of the keys below this one.</summary>
    internal Page? Subkeys => _slot.Subkeys;

    /// <summary>The level below.</summary>
    internal TreeRoot Below => new(Subkeys, now);

    /// <summary>How many keys are directly below this one, for O(1): those that have expired too, until they are removed.</summary>
    internal int SubKeyCount => _slot.Branch?.Count ?? 0;

    /// <summary>Finds the last subkey in order.</summary>
    internal bool TryLast(out TreeNode last)
    {
        var found = PageTree.TryLast(Subkeys, out var slot);
        last = new TreeNode(slot);
        return found;
    }

    /// <summary>Writes the key into a buffer of at least <see cref="KeyLength"/> bytes.</summary>
    internal void CopyKeyTo(Span<byte> buffer) => _slot.CopyKeyTo(buffer);

    /// <summary>Walks the subkeys, not the node itself; those directly below it have depth 1.</summary>
    internal TreeWalker Walk(int maxDepth = int.MaxValue) => new(Subkeys, maxDepth, now);

    /// <summary>As <see cref="TreeRoot.WalkChanged"/>, of the subkeys.</summary>
    internal TreeWalker WalkChanged(long since) => new(Subkeys, int.MaxValue, now, since);
}
