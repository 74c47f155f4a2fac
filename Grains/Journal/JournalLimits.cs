namespace Lockers.Grains.Journal;

/// <summary>How far a journal grows before it is compacted. Tests have smaller ones.</summary>
/// <param name="MinTailBytes">The log may always have as many bytes.</param>
/// <param name="MaxTailRecords">A log of more records is folded into a segment.</param>
/// <param name="ChunkBytes">A chunk of a segment ends with the entry, or the record, that brings it to so many bytes.</param>
/// <param name="MaxSegments">A journal of more segments gets a checkpoint: the manifest names them all.</param>
internal sealed record JournalLimits(
    int MinTailBytes = 1024 * 1024, int MaxTailRecords = 4096, int ChunkBytes = TreeChunks.ChunkBytes, int MaxSegments = 1024)
{
    /// <summary>Those of a node.</summary>
    public static JournalLimits Default { get; } = new();
}
