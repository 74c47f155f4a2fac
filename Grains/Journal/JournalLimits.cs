namespace Lockers.Grains.Journal;

/// <summary>How far a journal grows before it is compacted. Tests have smaller ones.</summary>
/// <param name="MinTailBytes">The tail may always have as many bytes.</param>
/// <param name="MaxTailSlots">A tail of more slots is folded: reading a slot back costs a call, however small it is.</param>
/// <param name="ChunkBytes">A chunk of a segment ends with the entry, or the slot, that brings it to so many bytes.</param>
internal sealed record JournalLimits(int MinTailBytes = 1024 * 1024, int MaxTailSlots = 4096, int ChunkBytes = TreeChunks.ChunkBytes)
{
    /// <summary>Those of a node.</summary>
    public static JournalLimits Default { get; } = new();
}
