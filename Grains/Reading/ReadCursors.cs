using System.Collections.Concurrent;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Reading;

/// <summary>
/// The reads that are open on a grain. Renderings run on the thread pool over snapshots, so the grain goes on meanwhile.
/// </summary>
/// <param name="node">Counts those of all grains of the node.</param>
/// <param name="time">The clock.</param>
internal sealed class ReadCursors(ReadLimit node, TimeProvider time) : IDisposable
{
    /// <summary>The most reads that are open at once on one grain.</summary>
    public const int MaxOpen = 256;

    /// <summary>How long a read stays when nobody asks for its next page.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<long, ReadCursor> _open = [];
    private ITimer? _idle;
    private int _opening;
    private bool _disposed;
    private long _lastRead = Random.Shared.NextInt64(1, 1L << 32);

    /// <summary>How many reads are open, or being opened.</summary>
    public int Count => _open.Count + Volatile.Read(ref _opening);

    /// <summary>Starts a read: renders its first page, and keeps it open if there is more.</summary>
    /// <param name="render">Renders into the page that it is given.</param>
    /// <param name="release">What the rendering reads from; disposed at its end.</param>
    public ValueTask<ReadPage> Open(Func<PageWriter, IAsyncEnumerable<PageBreak>> render, IDisposable? release = null)
    {
        if (Count < MaxOpen && node.TryBegin(release) is { } place) return Begin(render, place);
        release?.Dispose();
        return new(ReadPage.Busy);
    }

    /// <summary>Starts a read that is part of another grain's, as <see cref="Open"/> does. The node has counted that one.</summary>
    public ValueTask<ReadPage> OpenPart(Func<PageWriter, IAsyncEnumerable<PageBreak>> render, IDisposable? release = null)
    {
        if (Count < MaxOpen) return Begin(render, release);
        release?.Dispose();
        return new(ReadPage.Busy);
    }

    /// <summary>As <see cref="IReadCursors.ReadNext"/>.</summary>
    public async ValueTask<ReadPage> Next(long read, int number)
    {
        if (!_open.TryGetValue(read, out var open)) return ReadPage.NotFound;
        var goesOn = false;
        try
        {
            var page = await open.Next(number);
            goesOn = page.Read != 0;
            return page;
        }
        finally
        {
            if (!goesOn) End(read);
        }
    }

    /// <summary>As <see cref="IReadCursors.EndRead"/>.</summary>
    public void End(long read)
    {
        if (_open.TryRemove(read, out var open)) open.Dispose();
    }

    /// <summary>Gives up every read that nobody has asked for in a while.</summary>
    public void CloseIdle()
    {
        foreach (var (read, open) in _open)
        {
            if (time.GetElapsedTime(open.LastAsked) >= IdleLimit) End(read);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _idle?.Dispose();
        foreach (var open in _open.Values) open.Dispose();
        _open.Clear();
    }

    private void Keep(long id, ReadCursor read)
    {
        _open[id] = read;
        if (_disposed) End(id);
        else _idle ??= time.CreateTimer(_ => CloseIdle(), null, IdleLimit, IdleLimit);
    }

    private async ValueTask<ReadPage> Begin(Func<PageWriter, IAsyncEnumerable<PageBreak>> render, IDisposable? release)
    {
        Interlocked.Increment(ref _opening);
        try
        {
            var read = new ReadCursor(Interlocked.Increment(ref _lastRead), render, release, time);
            var page = await read.Next(0);
            if (page.Read != 0) Keep(page.Read, read);
            return page;
        }
        finally
        {
            Interlocked.Decrement(ref _opening);
        }
    }
}
