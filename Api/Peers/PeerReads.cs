using System.Buffers;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>What is known of many peers, one peer and one page at a time.</summary>
internal static class PeerReads
{
    // So many grains are asked at once: few answers have a second page.
    private const int Ahead = 16;

    /// <summary>Sends <c>{peer:what is read}</c> of all peers as the whole answer.</summary>
    public static async Task Send(HttpContext context, LockerEdge edge, Func<IPeerGrain, ValueTask<ReadPage>> read)
    {
        var answer = new PagedAnswer(context);
        await Write(answer, edge, read);
        answer.Write("\n"u8);
    }

    /// <summary>Writes <c>{peer:what is read}</c> of all peers, in order; those for which nothing is found are left out.</summary>
    public static async Task Write(PagedAnswer answer, LockerEdge edge, Func<IPeerGrain, ValueTask<ReadPage>> read) =>
        await Write(answer, Pieces(edge, await edge.Peers(), read));

    /// <summary>The same as one text, which is to be stored.</summary>
    /// <exception cref="ProblemException">413 when it is larger than a stored text may be.</exception>
    public static async Task<byte[]> Collect(LockerEdge edge, Func<IPeerGrain, ValueTask<ReadPage>> read)
    {
        var text = new ArrayBufferWriter<byte>();
        var limit = edge.Limits.MaxValueBytes;
        await foreach (var piece in Pieces(edge, await edge.Peers(), read))
        {
            if (text.WrittenCount + piece.Length > limit)
                throw ProblemException.TooLarge($"What is known of the peers has more than {limit} bytes, which is the limit of a stored text.");
            text.Write(piece.Span);
        }

        return text.WrittenSpan.ToArray();
    }

    /// <summary>Writes pieces as they come.</summary>
    public static async Task Write(PagedAnswer answer, IAsyncEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        await foreach (var piece in pieces)
        {
            answer.Write(piece.Span);
            await answer.Flush();
        }
    }

    /// <summary>The pieces of <c>{peer:what is read}</c>. Each is valid until the next is asked for.</summary>
    /// <param name="edge">The front end.</param>
    /// <param name="peers">The peers, in order.</param>
    /// <param name="read">Starts a read of one.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces(
        LockerEdge edge, IAsyncEnumerable<string> peers, Func<IPeerGrain, ValueTask<ReadPage>> read)
    {
        yield return "{"u8.ToArray();
        var comma = false;
        await foreach (var some in peers.Chunk(Ahead))
        {
            var reads = some.Select(name => new PeerRead(edge.Peer(name), read)).ToList();
            try
            {
                for (var i = 0; i < some.Length; i++)
                {
                    if (!await reads[i].IsFound()) continue;
                    if (comma) yield return ","u8.ToArray();
                    comma = true;
                    yield return Json.Quoted(some[i]);
                    yield return ":"u8.ToArray();
                    await foreach (var page in reads[i].Pages()) yield return page;
                }
            }
            finally
            {
                foreach (var one in reads) await one.End();
            }
        }

        yield return "}"u8.ToArray();
    }
}
