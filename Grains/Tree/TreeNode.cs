using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Tree;

/// <summary>A node found in a <see cref="TreeRoot"/>.</summary>
internal readonly struct TreeNode(in Slot slot)
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
    internal byte[]? Text => _slot.Text;

    /// <summary>How the text was sent.</summary>
    internal TextFormat Format => _slot.Format;

    /// <summary>Ticks (UTC) at which the key came to be.</summary>
    internal long FirstReported => _slot.First;

    /// <summary>The revision, in ticks (UTC), of the last store at the key or below it.</summary>
    internal long LastReported => _slot.Last;

    /// <summary>Whether there are keys below this one.</summary>
    internal bool HasSubKeys => Subkeys is not null;

    /// <summary>The pages of the keys below this one.</summary>
    internal Page? Subkeys => _slot.Branch?.Subkeys;

    /// <summary>The level below.</summary>
    internal TreeRoot Below => new(Subkeys);

    /// <summary>How many keys are directly below this one, for O(1).</summary>
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
    internal TreeWalker Walk(int maxDepth = int.MaxValue) => new(Subkeys, maxDepth);
}
