using Lockers.Grains.Tree;

namespace Lockers.Grains.Journal;

/// <summary>All trees of a grain as entries, in chunks: what snapshots hold, and what one node hands to another.</summary>
internal static class TreeChunks
{
    /// <summary>A chunk ends with the entry that brings it to so many bytes.</summary>
    public const int ChunkBytes = 2 * 1024 * 1024;

    private static ReadOnlySpan<byte> Start => [RecordHeader.Version];

    /// <summary>The chunks of a version, which stays the caller's. May be read from any thread.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Of(TreeVersion version)
    {
        var chunk = new EntryWriter(Start);
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
                chunk.Write(tree, Mutation.Restore(path.ToArray(), node.Text, node.Format, node.FirstReported, node.LastReported));
                if (chunk.Length < ChunkBytes) continue;
                yield return chunk.Written;
                chunk = new EntryWriter(Start, ChunkBytes + (ChunkBytes / 8));
            }
        }

        if (chunk.Count > 0) yield return chunk.Written;
    }

    /// <summary>The same, rendered on the thread pool: it takes the processor a while, which a grain needs for its calls.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Render(TreeVersion version)
    {
        using var chunks = Of(version).GetEnumerator();
        while (await Task.Run(chunks.MoveNext)) yield return chunks.Current;
    }

    /// <summary>A chunk of the entries of slots.</summary>
    public static ReadOnlyMemory<byte> Join(IEnumerable<ReadOnlyMemory<byte>> entries)
    {
        var bytes = new List<byte>(Start.ToArray());
        foreach (var some in entries) bytes.AddRange(some.Span);
        return bytes.ToArray();
    }

    /// <summary>The entries of a chunk.</summary>
    /// <exception cref="InvalidDataException">It is none, or of another version.</exception>
    public static ReadOnlySpan<byte> Entries(ReadOnlySpan<byte> chunk) => !chunk.IsEmpty && chunk[0] == RecordHeader.Version
        ? chunk[1..]
        : throw new InvalidDataException("A chunk of a journal is broken, or of another version.");
}
