namespace Lockers.Benchmarks.Http.Durability;

/// <summary>What came to be in the nodes' database.</summary>
/// <param name="Records">Log records.</param>
/// <param name="RecordBytes">Their payload.</param>
/// <param name="Chunks">Chunks of segments.</param>
/// <param name="ChunkBytes">Their payload.</param>
/// <param name="ManifestBytes">The payload of manifests.</param>
/// <param name="LogBytes">What the write-ahead log grew by, for whatever reason.</param>
internal sealed record WrittenBytes(long Records, long RecordBytes, long Chunks, long ChunkBytes, long ManifestBytes, long LogBytes)
{
    /// <summary>The payload of all records.</summary>
    public long Bytes => RecordBytes + ChunkBytes + ManifestBytes;
}
