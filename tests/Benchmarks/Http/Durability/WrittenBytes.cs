namespace Lockers.Benchmarks.Http.Durability;

/// <summary>What came to be in the nodes' database.</summary>
/// <param name="Slots">Records of journals' tails.</param>
/// <param name="SlotBytes">Their payload.</param>
/// <param name="Chunks">Records of snapshots and folds.</param>
/// <param name="ChunkBytes">Their payload.</param>
/// <param name="ManifestBytes">The payload of manifests.</param>
/// <param name="LogBytes">What the write-ahead log grew by, for whatever reason.</param>
internal sealed record WrittenBytes(long Slots, long SlotBytes, long Chunks, long ChunkBytes, long ManifestBytes, long LogBytes)
{
    /// <summary>The payload of all records.</summary>
    public long Bytes => SlotBytes + ChunkBytes + ManifestBytes;
}
