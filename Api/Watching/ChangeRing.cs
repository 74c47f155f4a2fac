namespace Lockers.Api.Watching;

/// <summary>
/// The last changes that a hub has seen, in a ring that all its watchers read, each from its own place: a watcher costs no queue. One that reads
/// too slowly finds its place gone, and catches up from the trees themselves. Watchers are woken a few at a time, so that thousands of them do
/// not hold up other requests.
/// </summary>
internal abstract class ChangeRing(TimeProvider time)
{
    private const int MaxChanges = 2048;
    private const int MaxBytes = 2 * 1024 * 1024;
    private const int WokenAtOnce = 64;

    private static readonly TimeSpan BetweenWakings = TimeSpan.FromMilliseconds(1);

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<Wakeup> _watchers = [];
    private Wakeup[]? _woken;
    private WatchedChange[] _items = [];
    private long _bytes;
    private bool _waking;
    private bool _wakeAgain;

    /// <summary>Guards the ring and what derives from it.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    /// <summary>Completes when it is known where that stands what is watched.</summary>
    public Task Started => _started.Task;

    /// <summary>The number of the next change.</summary>
    public long Head { get; private set; }

    /// <summary>The number of the oldest change that is still there.</summary>
    public long Tail { get; private set; }

    /// <summary>The place that is reached with all changes before <see cref="Tail"/>.</summary>
    public Place Floor { get; private set; }

    /// <summary>The place that is reached with all changes.</summary>
    public Place Position { get; private set; }

    /// <summary>Where a watcher begins that wants what comes from now on.</summary>
    public (long Next, Place Position) Present
    {
        get
        {
            lock (Gate) return (Head, Position);
        }
    }

    /// <summary>Takes changes from a number on.</summary>
    /// <param name="next">The number of the next one; moves on with what is taken.</param>
    /// <param name="into">Where to.</param>
    /// <param name="position">The place that is reached when everything is taken.</param>
    /// <returns>How many; -1 where the next one is there no longer.</returns>
    public int Take(ref long next, Span<WatchedChange> into, out Place position)
    {
        lock (Gate)
        {
            position = Position;
            if (next < Tail) return -1;
            var count = (int)Math.Min(into.Length, Head - next);
            for (var at = 0; at < count; at++) into[at] = _items[(next + at) & (_items.Length - 1)];
            next += count;
            if (next < Head && count > 0) position = into[count - 1].Id;
            return count;
        }
    }

    /// <summary>Where somebody goes on who knows everything up to a place.</summary>
    /// <param name="known">The place. One that this ring has not come to must be what the tree itself said: a client's may be of another locker.</param>
    /// <returns>The number of the first change that may be new; -1 where changes are gone that would be new.</returns>
    public long Join(Place known)
    {
        lock (Gate)
        {
            for (var number = Head - 1; number >= Tail; number--)
            {
                if (known.Covers(_items[number & (_items.Length - 1)].Id)) return number + 1;
            }

            if (known.Covers(Floor)) return Tail;

            // The hub has not come as far yet: before it gets there it says that everything before is over.
            return Position.Generation < known.Generation ? Head : -1;
        }
    }

    /// <summary>Wakes a watcher with each change from now on.</summary>
    public void Add(Wakeup watcher)
    {
        lock (Gate)
        {
            _watchers.Add(watcher);
            _woken = null;
        }
    }

    /// <summary>Wakes a watcher no longer.</summary>
    public void Remove(Wakeup watcher)
    {
        lock (Gate)
        {
            _watchers.Remove(watcher);
            _woken = null;
        }
    }

    /// <summary>Begins at a place.</summary>
    protected void Begin(Place position)
    {
        lock (Gate) Floor = Position = position;
    }

    /// <summary>It is known where everything stands: watchers may begin.</summary>
    protected void MarkStarted() => _started.TrySetResult();

    /// <summary>Adds changes, and wakes the watchers.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="position">The place that is reached with them.</param>
    /// <param name="wakes">Whether to wake them though there are no changes.</param>
    protected void Append(IReadOnlyCollection<WatchedChange> changes, Place position, bool wakes = false)
    {
        lock (Gate)
        {
            foreach (var change in changes) Append(change);
            Position = position;
            if (changes.Count == 0 && !wakes) return;
            _wakeAgain = true;
            if (_waking) return;
            _waking = true;
        }

        _ = Wake();
    }

    // While it goes on, further changes come: a reader that is woken late finds several.
    private async Task Wake()
    {
        while (Next() is { } some)
        {
            for (var at = 0; at < some.Length; at++)
            {
                if (at > 0 && at % WokenAtOnce == 0) await Task.Delay(BetweenWakings, time);
                some[at].Set();
            }
        }
    }

    private Wakeup[]? Next()
    {
        lock (Gate)
        {
            _waking = _wakeAgain;
            _wakeAgain = false;
            return _waking ? _woken ??= [.. _watchers] : null;
        }
    }

    private void Append(WatchedChange change)
    {
        _bytes += change.Size;
        while (Head > Tail && (Head - Tail == MaxChanges || _bytes > MaxBytes)) DropOldest();
        if (Head - Tail == _items.Length) Grow();
        _items[Head & (_items.Length - 1)] = change;
        Head++;
    }

    private void DropOldest()
    {
        ref var oldest = ref _items[Tail & (_items.Length - 1)];
        _bytes -= oldest.Size;
        Floor = oldest.Id;
        oldest = null!;
        Tail++;
    }

    private void Grow()
    {
        var items = new WatchedChange[Math.Max(16, 2 * _items.Length)];
        for (var number = Tail; number < Head; number++) items[number & (items.Length - 1)] = _items[number & (_items.Length - 1)];
        _items = items;
    }
}
