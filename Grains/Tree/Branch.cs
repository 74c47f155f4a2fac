namespace Lockers.Grains.Tree;

/// <summary>What a key with subkeys refers to. A key without has none, so that a leaf costs its slot and its text only.</summary>
/// <remarks>Between two changes <see cref="Subkeys"/> is never null: who takes the last subkey puts the text in the slot.</remarks>
internal sealed class Branch(long epoch, byte[]? text)
{
    internal Page? Subkeys;

    /// <summary>The epoch it was made in: see <see cref="WriteScope"/>.</summary>
    internal long Epoch { get; } = epoch;

    internal byte[]? Text { get; set; } = text;

    /// <summary>How many keys are directly below.</summary>
    internal int Count { get; set; }

    internal Branch Copy(long epoch) => new(epoch, Text) { Subkeys = Subkeys, Count = Count };
}
