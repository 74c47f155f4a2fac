using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>
/// The one subscription of this process to a locker with what its peers report, for all who watch it here: the changes of all its trees in one ring.
/// Each tree has revisions of its own, so an id is a bound: every change of any tree up to it has been told, and some behind it.
/// </summary>
/// <param name="locker">What the locker is called.</param>
/// <param name="data">The hub of its own tree.</param>
/// <param name="grain">Its grain.</param>
/// <param name="trees">The trees that it lists.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed partial class LockerHub(
    LockerName locker, TreeHub data, ILockerGrain grain, Func<ListedTree, IWatchedTree> trees, TimeProvider time, ILogger log) : ChangeRing(time)
{
    /// <summary>
    /// By how much the clock of a tree's next node may be behind that of the one before: so much before an id is told once more to who resumes there.
    /// </summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ListsAgain = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<ListedTree, Part> _parts = [];
    private readonly SortedSet<Part> _byKnown = new(Part.ByKnown);
    private volatile bool _texts;
    private long _generation;
    private long _known;
    private long _listed = -1;
    private long _begun;

    /// <summary>As <see cref="TreeHub.CatchUps"/>.</summary>
    public SemaphoreSlim CatchUps => data.CatchUps;

    /// <summary>Texts are needed from now on.</summary>
    public void NeedTexts()
    {
        _texts = true;
        data.NeedTexts();
    }

    /// <summary>Follows the locker and what it lists until it is told to stop, whatever fails.</summary>
    public async Task Run(CancellationToken stop)
    {
        var wakeup = new Wakeup();
        data.Add(wakeup);
        try
        {
            await data.Started.WaitAsync(stop);
            var next = await BeginAtPresent(stop);
            MarkStarted();
            var isListed = true;
            while (!stop.IsCancellationRequested)
            {
                next = Drain(next);
                if (_listed != data.Listed || !isListed)
                {
                    isListed = await List(first: false, stop);
                    if (isListed) next = Drain(next);
                }

                await wakeup.Wait().WaitAsync(isListed ? Idle : ListsAgain, Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        finally
        {
            data.Remove(wakeup);
            StopParts();
        }
    }

    // The locker may be closed or cleared just now: then what it lists is of another generation, until its own tree is known to be in that one.
    private async Task<long> BeginAtPresent(CancellationToken stop)
    {
        while (true)
        {
            _known = data.Known;
            _generation = data.Generation;
            var (next, position) = data.Present;
            Begin(new Place(position.Generation, _known));
            if (await List(first: true, stop)) return next;
            StopParts();
            await Task.Delay(ListsAgain, Time, stop);
        }
    }

    // Takes over what the locker's own tree has told.
    private long Drain(long next)
    {
        var some = new WatchedChange[64];
        while (true)
        {
            var known = data.Known;
            var count = data.Take(ref next, some, out _);
            if (count < 0)
            {
                // The ring went round before it was read.
                (next, _) = data.Present;
                Append([new(WatchedKind.Reset, Mark, locker, null, default)], Mark);
                if (data.Generation is var generation && generation != _generation) Renew(generation);
                continue;
            }

            for (var at = 0; at < count; at++) Take(some[at]);
            if (count > 0) continue;

            // What the list has changed by then is to be told first: what came is followed, and what went is told.
            if (_listed == data.Listed)
            {
                lock (Gate) _known = Math.Max(_known, known);
            }

            Append([], Mark);
            return next;
        }
    }

    private void Take(WatchedChange change)
    {
        if (change.EndsGeneration) Renew(change.Id.Generation);
        var id = change.EndsGeneration ? change.Id : Mark;
        Append([change.With(id)], id);
    }

    // What is listed in the next generation is told from its beginning.
    private void Renew(long generation)
    {
        StopParts();
        _generation = generation;
        _listed = -1;
    }

    // The revision up to which everything of every tree is told.
    private Place Mark
    {
        get
        {
            lock (Gate)
            {
                var known = _byKnown.Min is { } least ? Math.Min(_known, least.Known) : _known;
                return new(_generation == 0 ? Position.Generation : _generation, known);
            }
        }
    }

    private async Task<bool> List(bool first, CancellationToken stop)
    {
        try
        {
            var listed = data.Listed;
            if (await ListedParts.Read(grain, Time, stop) is not { } list) return false;

            // A locker in which nothing was stored yet has no generation: its first one begins with what is listed first.
            if (_generation == 0) _generation = list.Generation;
            if (list.Generation != _generation) return false;

            // Those that went come first: one of them may be listed again.
            foreach (var gone in _parts.Keys.Except(list.Trees).ToList())
            {
                Stop(gone);
                Append([new(WatchedKind.Cleared, Mark, locker, gone, default)], Mark);
            }

            foreach (var tree in list.Trees)
            {
                if (_parts.ContainsKey(tree)) continue;
                if (!first) Append([new(WatchedKind.Peer, Mark, locker, tree, default)], Mark);
                Start(tree, first, stop);
            }

            _listed = listed;
            return true;
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            LogNotListed(error, locker);
            return false;
        }
    }

    // One that was there when this hub began is told from then on; one that came later is told whole, and all of it is new.
    private void Start(ListedTree tree, bool first, CancellationToken stop)
    {
        var reader = new TreeReader(trees(tree), locker, tree, Time).From(new(_generation, first ? _known : 0), first ? Margin.Ticks : 0);
        var part = new Part(reader, CancellationTokenSource.CreateLinkedTokenSource(stop), _begun++, Mark.Revision);
        lock (Gate)
        {
            _parts.Add(tree, part);
            _byKnown.Add(part);
        }

        _ = Follow(part);
    }

    private async Task Follow(Part part)
    {
        var (pauses, stop) = (new Pauses(Time), part.Stop);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Append(part, await part.Reader.Next(_texts, wait: true, stop));
                await pauses.Answered(part.Reader.IsLeaving || part.Reader.IsAhead, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
            catch (Exception error)
            {
                LogFailed(error, locker);
                await pauses.Failed(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Append(Part part, List<WatchedChange> changes)
    {
        lock (Gate)
        {
            // What comes late of a generation that is over must not come behind its end.
            if (part.Stop.IsCancellationRequested) return;
            var before = Mark;
            if (part.Reader.Known > part.Known)
            {
                _byKnown.Remove(part);
                part.Known = part.Reader.Known;
                _byKnown.Add(part);
            }

            Append([.. changes.Select(change => change.With(before))], Mark);
        }
    }

    private void Stop(ListedTree tree)
    {
        lock (Gate)
        {
            if (!_parts.Remove(tree, out var part)) return;
            _byKnown.Remove(part);
            part.End();
        }
    }

    private void StopParts()
    {
        lock (Gate)
        {
            foreach (var part in _parts.Values) part.End();
            _parts.Clear();
            _byKnown.Clear();
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Part of locker {Locker} cannot be followed now, and is asked again")]
    private partial void LogFailed(Exception why, LockerName locker);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Locker {Locker} cannot list its parts now, and is asked again")]
    private partial void LogNotListed(Exception why, LockerName locker);

    private sealed class Part(TreeReader reader, CancellationTokenSource stop, long number, long known)
    {
        // The number tells those apart that are told equally far.
        public static readonly Comparer<Part> ByKnown = Comparer<Part>.Create(static (a, b) => (a.Known, a.Number).CompareTo((b.Known, b.Number)));

        public TreeReader Reader => reader;

        public CancellationToken Stop { get; } = stop.Token;

        public long Known { get; set; } = known;

        private long Number => number;

        public void End()
        {
            stop.Cancel();
            stop.Dispose();
        }
    }
}
