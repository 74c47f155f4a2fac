using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>
/// Asks the trees of a locker for one watcher. What fails for now is asked again, so the client need not notice that the locker moves; heartbeats go on
/// meanwhile.
/// </summary>
/// <param name="watcher">The watcher.</param>
/// <param name="ofLocker">How many may ask this locker at once: one that does not answer is not to hold up the others.</param>
/// <param name="ofAll">How many may ask at once, whatever they ask.</param>
/// <param name="time">The clock.</param>
internal sealed class TreeCalls(IWatcher watcher, SemaphoreSlim ofLocker, SemaphoreSlim ofAll, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenBeats = TimeSpan.FromSeconds(1);

    private Pauses _pauses = new(time);
    private TimeSpan? _patience;
    private long _answered;
    private bool _isOver;

    /// <summary>Whether nothing is to be asked any more.</summary>
    public bool IsOver => _isOver || watcher.IsOver;

    /// <summary>Begins anew.</summary>
    /// <param name="patience">How long it asks without an answer; null for as long as the watcher does not leave the locker.</param>
    public void Begin(TimeSpan? patience = null) => (_pauses, _patience, _answered, _isOver) = (new(time), patience, time.GetTimestamp(), false);

    /// <summary>Reads on in a tree, without waiting for changes.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="reached">The place that heartbeats say.</param>
    /// <returns>The changes; null where nothing is to be asked any more.</returns>
    public Task<List<WatchedChange>?> Next(TreeReader reader, Place reached) =>
        Ask<List<WatchedChange>>(async () => await reader.Next(watcher.HasData, wait: false, watcher.Aborted), reached);

    /// <summary>Reads which trees a locker lists.</summary>
    /// <returns>The list; null where nothing is to be asked any more.</returns>
    public Task<ListedTrees?> List(ILockerGrain locker, Place reached) => Ask(() => ListedParts.Read(locker, time, watcher.Aborted), reached);

    /// <summary>Waits a little before something is asked again that had nothing new to say.</summary>
    public async Task Wait()
    {
        if (!await Ends()) await Task.Delay(Interval, time, watcher.Aborted);
    }

    private async Task<T?> Ask<T>(Func<Task<T?>> ask, Place reached)
        where T : class
    {
        while (!IsOver)
        {
            if (await In(ofLocker, reached, () => In(ofAll, reached, () => Try(ask))) is { } answer)
            {
                _answered = time.GetTimestamp();
                return answer;
            }

            await Beat(reached);
            if (!await Ends()) await _pauses.Failed(watcher.Aborted);
        }

        return null;
    }

    private async Task<T?> In<T>(SemaphoreSlim places, Place reached, Func<Task<T?>> ask)
        where T : class
    {
        while (!await places.WaitAsync(BetweenBeats, watcher.Aborted))
        {
            await Beat(reached);
            if (await Ends()) return null;
        }

        try
        {
            return await ask();
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<T?> Try<T>(Func<Task<T?>> ask)
        where T : class
    {
        try
        {
            return _patience is null ? await ask() : await ask().Within(Left, time);
        }
        catch (Exception error) when (CallFailures.IsForNow(error))
        {
            return null;
        }
    }

    private async ValueTask Beat(Place reached)
    {
        watcher.Beat(reached);
        await watcher.Flush();
    }

    private async ValueTask<bool> Ends() => _isOver = _patience is null ? await watcher.Leaves() : Left == TimeSpan.Zero;

    private TimeSpan Left => _patience - time.GetElapsedTime(_answered) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
}
