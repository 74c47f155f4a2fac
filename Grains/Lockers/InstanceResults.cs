using System.Buffers;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Results;

namespace Lockers.Grains.Lockers;

/// <summary>Gathers what instances of one peer reported.</summary>
/// <param name="trees">The locker's trees.</param>
/// <param name="epochs">Whether what is kept of earlier epochs counts too.</param>
/// <param name="generation">The generation that is meant.</param>
internal sealed class InstanceResults(LockerTrees trees, bool epochs, long generation)
{
    /// <summary>The results of some instances, merged.</summary>
    public async Task<PeerResults> Gather(string peer, IEnumerable<InstanceEntry> instances)
    {
        var results = new PeerResults();
        await LockerTrees.ForEach(instances, async instance => await Read(trees.Of(peer, instance.Address), results));
        return results;
    }

    private async ValueTask Read(IPeerInstanceGrain instance, PeerResults into)
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
