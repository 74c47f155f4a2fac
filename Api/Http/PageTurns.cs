using Lockers.Grains.Interfaces;

namespace Lockers.Api.Http;

/// <summary>
/// Lets few reads at once have their next page rendered, in the order in which they ask. Every small request passes the thread pool's queue several
/// times: behind a page of each of hundreds of reads it would wait for all of them each time.
/// </summary>
internal sealed class PageTurns : IDisposable
{
    /// <summary>How long a read keeps its turn: a page that takes longer is waited for, from another node most likely, and costs this one nothing.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(5);

    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turns;

    /// <param name="time">The clock.</param>
    /// <param name="turns">How many pages are rendered at once; by itself one for every two processors.</param>
    public PageTurns(TimeProvider time, int? turns = null)
    {
        _time = time;
        _turns = new(turns ?? Math.Max(1, Environment.ProcessorCount / 2));
    }

    /// <summary>The page of a read that follows another, when it is its turn.</summary>
    /// <param name="reads">The grain.</param>
    /// <param name="page">The page before.</param>
    /// <param name="aborted">Cancelled when the client has gone.</param>
    public async Task<ReadPage> Next(IReadCursors reads, ReadPage page, CancellationToken aborted)
    {
        await _turns.WaitAsync(aborted);
        Task<ReadPage> next;
        try
        {
            next = reads.ReadNext(page.Read, page.Number + 1).AsTask();
            if (!next.IsCompleted) await ((Task)next).WaitAsync(Longest, _time, aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _turns.Release();
        }

        return await next;
    }

    public void Dispose() => _turns.Dispose();
}
