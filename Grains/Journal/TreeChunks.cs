using Lockers.Grains.Tree;

namespace Lockers.Grains.Journal;

/// <summary>
/// All trees of a grain as entries, in chunks of the form of <see cref="LogRecord"/>: what checkpoints hold, and what one node hands to another.
/// </summary>
internal static class TreeChunks
{
    /// <summary>A chunk ends with the entry that brings it to so many bytes.</summary>
    public const int ChunkBytes = 2 * 1024 * 1024;

    // A version of so many bytes is rendered sooner than another thread would begin with it.
    private const int FewBytes = 32 * 1024;

    /// <summary>The chunks of a version, which stays the caller's. May be read from any thread.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Of(TreeVersion version, int chunkBytes = ChunkBytes)
    {
        var (chunk, crc) = (new EntryWriter(LogRecord.HeaderBytes), 0u);
        for (var tree = 0; tree < version.Count; tree++)
        {
            var walker = version[tree].Root.Walk();
            var path = new WalkedPath();
            while (walker.MoveNext())
            {
                if (walker.Step == WalkStep.Leave)
                {
                    path.Leave();
                    continue;
                }

                var node = walker.Node;
                path.Enter(node);
                chunk.Write(tree, Mutation.Restore(path.ToArray(), node));
                if (chunk.Length < chunkBytes) continue;
                crc = chunk.Seal(crc);
                yield return chunk.Written;
                chunk = new EntryWriter(LogRecord.HeaderBytes, chunkBytes + (chunkBytes / 8));
            }
        }

        if (chunk.Count == 0) yield break;
        chunk.Seal(crc);
        yield return chunk.Written;
    }

    /// <summary>The same, rendered on the thread pool if it is large: that takes a while, which a grain needs for its calls.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Render(TreeVersion version, int chunkBytes = ChunkBytes)
    {
        using var chunks = Of(version, chunkBytes).GetEnumerator();
        var few = version.Bytes < FewBytes;
        while (few ? chunks.MoveNext() : await Task.Run(chunks.MoveNext)) yield return chunks.Current;
    }

    /// <summary>A chunk of the entries of log records.</summary>
    /// <param name="entries">The entries of each record.</param>
    /// <param name="crc">The CRC of the chunk before, then of this one.</param>
    public static ReadOnlyMemory<byte> Join(IReadOnlyCollection<ReadOnlyMemory<byte>> entries, ref uint crc)
    {
        var (bytes, at) = (new byte[LogRecord.HeaderBytes + entries.Sum(some => some.Length)], LogRecord.HeaderBytes);
        foreach (var some in entries)
        {
            some.CopyTo(bytes.AsMemory(at));
            at += some.Length;
        }

        crc = LogRecord.Seal(bytes, crc);
        return bytes;
    }
}
