using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>The one subscription of this process to what the registry decides about lockers.</summary>
internal sealed partial class NewsHub(IRegistryGrain registry, TimeProvider time, ILogger log) : ChangeRing(time)
{
    private static readonly TimeSpan Deadline = IWatchedTree.MaxWait + TimeSpan.FromSeconds(5);

    /// <summary>Follows the registry until it is told to stop, whatever fails.</summary>
    public async Task Run(CancellationToken stop)
    {
        var (pauses, after) = (new Pauses(Time), ChangesQuery.Present);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var (changes, upTo, isLeaving) = await Read(after, wait: true, stop);
                if (after == ChangesQuery.Present)
                {
                    Begin(new(0, upTo));
                    MarkStarted();
                }
                else
                {
                    Append(changes, new(0, upTo));
                }

                after = upTo;
                await pauses.Answered(isLeaving, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
            catch (Exception error)
            {
                LogFailed(error);
                await pauses.Failed(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What was decided behind a place; a reset where the registry was never there: the place is a locker's, or of a registry that was lost.</summary>
    /// <returns>The decisions, and the place that is reached with them.</returns>
    public async Task<(List<WatchedChange> Changes, Place UpTo)> Behind(Place known, CancellationToken stop)
    {
        if (!Present.Position.Covers(known))
        {
            var present = await Now(stop);
            if (!present.Covers(known)) return ([new NewsChange(new(NewsKind.Reset, "", Current: false, present.Revision))], present);
        }

        var (changes, upTo, _) = await Read(known.Revision, wait: false, stop);
        return (changes, new(0, upTo));
    }

    /// <summary>Where the registry is now.</summary>
    public async Task<Place> Now(CancellationToken stop) => new(0, (await Read(ChangesQuery.Present, wait: false, stop)).UpTo);

    private async Task<(List<WatchedChange> Changes, long UpTo, bool IsLeaving)> Read(long after, bool wait, CancellationToken stop)
    {
        var page = await registry.News(after, wait).AsTask().Within(Deadline, Time, stop);
        return ([.. page.News.Select(news => new NewsChange(news))], page.UpTo, page.IsLeaving);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The registry cannot be followed now, and is asked again")]
    private partial void LogFailed(Exception why);
}
