using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>The one subscription of this process to a locker's own tree, for all who watch it here.</summary>
internal sealed partial class TreeHub : ChangeRing
{
    private const int MaxCatchUps = 8;

    private readonly TreeReader _reader;
    private readonly ILogger _log;
    private readonly LockerName _locker;
    private volatile bool _texts;

    /// <param name="locker">What the locker is called.</param>
    /// <param name="tree">Its tree.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    public TreeHub(LockerName locker, IWatchedTree tree, TimeProvider time, ILogger log)
        : base(time)
    {
        (_locker, _log) = (locker, log);
        _reader = new TreeReader(tree, locker, null, time);
    }

    /// <summary>How many of its watchers may ask the locker at once to catch up.</summary>
    public SemaphoreSlim CatchUps { get; } = new(MaxCatchUps);

    /// <summary>The revision at which what the locker lists has changed last.</summary>
    public long Listed { get; private set; }

    /// <summary>The generation that is followed; 0 where there is none, as behind a close.</summary>
    public long Generation { get; private set; }

    /// <summary>The revision up to which everything of the tree is known, by the clock of its node.</summary>
    public long Known { get; private set; }

    /// <summary>Texts are needed from now on.</summary>
    public void NeedTexts() => _texts = true;

    /// <summary>Follows the tree until it is told to stop, whatever fails.</summary>
    public async Task Run(CancellationToken stop)
    {
        var pauses = new Pauses(Time);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var changes = await _reader.Next(_texts, wait: true, stop);
                if (Started.IsCompleted) Append(changes);
                else Begin();
                await pauses.Answered(_reader.IsLeaving, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
            catch (Exception error)
            {
                LogFailed(error, _locker);
                await pauses.Failed(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Begin()
    {
        (Listed, Known, Generation) = (_reader.Listed, _reader.Known, _reader.Generation);
        Begin(_reader.Position);
        MarkStarted();
    }

    private void Append(List<WatchedChange> changes)
    {
        var hasListed = Listed != _reader.Listed;
        (Listed, Generation) = (_reader.Listed, _reader.Generation);
        Append(changes, _reader.Position, wakes: hasListed);

        // Not before everything is in the ring that it speaks for.
        Known = _reader.Known;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Locker {Locker} cannot be followed now, and is asked again")]
    private partial void LogFailed(Exception why, LockerName locker);
}
