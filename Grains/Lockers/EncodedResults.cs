using System.Buffers;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Results;

namespace Lockers.Grains.Lockers;

/// <summary>Reads results that another grain passes on: see <see cref="ResultsEncoder"/>.</summary>
internal static class EncodedResults
{
    /// <summary>Adds all of a read to results, which others may add to at the same time.</summary>
    /// <param name="reads">The other grain.</param>
    /// <param name="first">The first page of its read.</param>
    /// <param name="into">The results.</param>
    public static async Task Read(IReadCursors reads, ValueTask<ReadPage> first, PeerResults into)
    {
        var rest = new ArrayBufferWriter<byte>();
        var page = await first;
        var whole = false;
        try
        {
            while (true)
            {
                if (page.Outcome != Outcome.Done) throw new StorageUnavailableException($"A read of results ended with {page.Outcome}.", notMade: true);
                Take(page.Bytes.Span, rest, into);
                if (page.Read == 0) break;
                page = await reads.ReadNext(page.Read, page.Number + 1);
            }

            whole = true;
        }
        finally
        {
            if (!whole && page.Read != 0) await reads.EndRead(page.Read);
        }
    }

    /// <summary>Adds the targets that are whole, and keeps the rest of the last one for the next page.</summary>
    private static void Take(ReadOnlySpan<byte> page, ArrayBufferWriter<byte> rest, PeerResults into)
    {
        if (rest.WrittenCount > 0)
        {
            rest.Write(page);
            page = rest.WrittenSpan;
        }

        int read;
        lock (into) read = into.Add(page);
        var left = page[read..];
        if (left.IsEmpty)
        {
            rest.ResetWrittenCount();
        }
        else if (left.Length != rest.WrittenCount)
        {
            var bytes = left.ToArray();
            rest.ResetWrittenCount();
            rest.Write(bytes);
        }
    }
}
