using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Reading;

/// <summary>One read: a rendering that is driven a page at a time, each when the reader asks for it.</summary>
internal sealed class ReadCursor : IDisposable
{
    private readonly long _id;
    private readonly TimeProvider _time;
    private readonly PageWriter _page = new();
    private readonly IAsyncEnumerator<PageBreak> _rendering;
    private readonly IDisposable? _release;
    private Task<ReadPage>? _given;
    private int _number = -1;
    private bool _disposed;

    public ReadCursor(long id, Func<PageWriter, IAsyncEnumerable<PageBreak>> render, IDisposable? release, TimeProvider time)
    {
        _id = id;
        _time = time;
        _release = release;
        _rendering = render(_page).GetAsyncEnumerator();
    }

    /// <summary>When a page was last asked for, as a timestamp of the clock.</summary>
    public long LastAsked { get; private set; }

    /// <summary>The page with that number, which is the one after the last given, or the last given again.</summary>
    public Task<ReadPage> Next(int number)
    {
        LastAsked = _time.GetTimestamp();
        if (number == _number) return _given!;
        if (number != _number + 1 || _disposed || _given is { IsCompletedSuccessfully: false })
            return Task.FromResult(ReadPage.NotFound);
        _number = number;
        return _given = Task.Run(Render);
    }

    /// <summary>Ends the read. A page that is being rendered is finished first.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _ = EndAfter(_given);
    }

    private async Task<ReadPage> Render()
    {
        try
        {
            _page.Reset();
            if (await _rendering.MoveNextAsync()) return Page(_id, _page.Written);
            var last = Page(0, _page.Written.ToArray());
            await End();
            if (_number == 0) _page.Return();
            return last;
        }
        catch
        {
            await End();
            throw;
        }
    }

    private ReadPage Page(long read, ReadOnlyMemory<byte> bytes) => new(Outcome.Done, read, _number, bytes, _page.Items);

    private async Task EndAfter(Task? given)
    {
        if (given is not null) await given.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await End();
    }

    private async Task End()
    {
        _disposed = true;
        try
        {
            await _rendering.DisposeAsync();
        }
        finally
        {
            _release?.Dispose();
        }
    }
}
