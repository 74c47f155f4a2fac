using System.Buffers;
using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Results;

namespace Lockers.Grains.Lockers;

/// <summary>Renders the results that a locker's peers reported, one peer at a time.</summary>
internal static class LockerResults
{
    public static async IAsyncEnumerable<PageBreak> Render(
        PageWriter page, LockerTrees trees, ImmutableArray<PeerEntry> peers, bool detailed, bool epochs, long generation)
    {
        page.Raw("{"u8);
        for (var i = 0; i < peers.Length; i++)
        {
            if (i > 0) page.Raw(","u8);
            page.Quoted(peers[i].Name);
            page.Raw(":"u8);
            var results = await Gather(trees, peers[i], epochs, generation);
            foreach (var full in detailed ? results.Detailed(page) : results.Summary(page)) yield return full;
            if (page.Full) yield return default;
        }

        page.Raw("}"u8);
    }

    private static async Task<PeerResults> Gather(LockerTrees trees, PeerEntry peer, bool epochs, long generation)
    {
        var results = new PeerResults();
        await LockerTrees.ForEach(peer.Instances, async instance => await Read(trees.Of(peer.Name, instance.Address), epochs, generation, results));
        return results;
    }

    private static async ValueTask Read(IPeerInstanceGrain instance, bool epochs, long generation, PeerResults into)
    {
        var rest = new ArrayBufferWriter<byte>();
        var page = await instance.ReadResults(generation, epochs);
        var whole = false;
        try
        {
            while (true)
            {
                if (page.Outcome != Outcome.Done) throw new StorageUnavailableException($"A read of results ended with {page.Outcome}.", notMade: true);
                Take(page.Bytes.Span, rest, into);
                if (page.Read == 0) break;
                page = await instance.ReadNext(page.Read, page.Number + 1);
            }

            whole = true;
        }
        finally
        {
            if (!whole && page.Read != 0) await instance.EndRead(page.Read);
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
