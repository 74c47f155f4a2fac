namespace Lockers.Grains.Tree;

/// <summary>
/// What a key refers to of which a slot cannot say everything: one with subkeys, or one that has lost its last subkey and has text. A key
/// without has none, so that a leaf costs its slot and its text only.
/// </summary>
/// <remarks>Between two changes there are <see cref="Subkeys"/>, or else <see cref="Text"/>, or subkeys that are still to be restored.</remarks>
internal sealed class Branch(long epoch, byte[]? text, long textRevision, long revision)
{
    internal Page? Subkeys;

    /// <summary>The epoch it was made in: see <see cref="WriteScope"/>.</summary>
    internal long Epoch { get; } = epoch;

    internal byte[]? Text { get; set; } = text;

    /// <summary>The revision of the text's own store; see <see cref="Slot.TextRevision"/>.</summary>
    internal long TextRevision { get; set; } = textRevision;

    /// <summary>The revision of the last change at the key or below it, removals among them.</summary>
    internal long Revision { get; private set; } = revision;

    /// <summary>How many keys are directly below.</summary>
    internal int Count { get; set; }

    /// <summary>Notes that something changes at the key or below it.</summary>
    internal void Touch(long revision)
    {
        if (Revision < revision) Revision = revision;
    }

    internal Branch Copy(long epoch) => new(epoch, Text, TextRevision, Revision) { Subkeys = Subkeys, Count = Count };
}
