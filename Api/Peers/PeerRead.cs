using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>The read of one peer, which begins at once.</summary>
/// <param name="peer">The peer.</param>
/// <param name="read">Starts the read.</param>
internal sealed class PeerRead(IPeerGrain peer, Func<IPeerGrain, ValueTask<ReadPage>> read)
{
    private readonly Task<ReadPage> _first = read(peer).AsTask();
    private bool _ended;

    /// <summary>Whether anything was found.</summary>
    /// <exception cref="ProblemException">503 when too many reads are open.</exception>
    public async Task<bool> IsFound()
    {
        var first = await _first;
        return first.Outcome switch
        {
            Outcome.Done => true,
            Outcome.NotFound => false,
            _ => throw ProblemException.Unavailable("Too many reads of peers are open."),
        };
    }

    /// <summary>What was found, a page at a time. Each is valid until the next is asked for.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Pages()
    {
        var page = await _first;
        while (true)
        {
            yield return page.Bytes;
            _ended = page.Read == 0;
            if (_ended) yield break;
            page = await peer.ReadNext(page.Read, page.Number + 1);
            if (page.Outcome != Outcome.Done) throw ProblemException.Unavailable($"A read of a peer ended with {page.Outcome}.");
        }
    }

    /// <summary>Gives the read up, unless it has come to its end.</summary>
    public async Task End()
    {
        await ((Task)_first).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_ended && _first is { IsCompletedSuccessfully: true, Result.Read: not 0 and var open }) await peer.EndRead(open);
    }
}
