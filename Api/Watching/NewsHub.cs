using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>The one subscription of this process to what the registry decides about lockers.</summary>
internal sealed partial class NewsHub(IRegistryGrain registry, TimeProvider time, ILogger log) : ChangeRing(time)
{
    private static readonly TimeSpan Deadline = IWatchedTree.MaxWait + TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when it is known where the registry stands.</summary>
    public Task Started => _started.Task;

    /// <summary>Follows the registry until it is told to stop, whatever fails.</summary>
    public async Task Run(CancellationToken stop)
    {
        var (pauses, after) = (new Pauses(Time), ChangesQuery.Present);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var (changes, upTo, isLeaving) = await Read(registry, after, wait: true, Time, stop);
                if (after == ChangesQuery.Present)
                {
                    Begin(new(0, upTo));
                    _started.TrySetResult();
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

    /// <summary>Asks the registry once.</summary>
    public static async Task<(List<WatchedChange> Changes, long UpTo, bool IsLeaving)> Read(
        IRegistryGrain registry, long after, bool wait, TimeProvider time, CancellationToken stop)
    {
        var page = await registry.News(after, wait).AsTask().Within(Deadline, time, stop);
        return ([.. page.News.Select(news => new NewsChange(news))], page.UpTo, page.IsLeaving);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The registry cannot be followed now, and is asked again")]
    private partial void LogFailed(Exception why);
}
