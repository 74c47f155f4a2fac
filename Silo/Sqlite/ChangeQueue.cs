using Lockers.Grains.Interfaces;

namespace Lockers.Silo.Sqlite;

/// <summary>
/// What waits for the writer, in two lanes, each bounded by bytes: small changes do not stand behind the chunks of segments. The writer takes
/// what waits as one group; what comes meanwhile makes up the next one.
/// </summary>
internal sealed class ChangeQueue
{
    /// <summary>The most bytes that wait in a lane; a change that is larger waits only where no other does.</summary>
    internal const long MaxWaitingBytes = 64 * 1024 * 1024;

    private const int MaxSmallBytes = 256 * 1024;
    private const int MaxGroup = 1024;

    // Of a group of several.
    private const long MaxGroupBytes = 2 * 1024 * 1024;

    private readonly object _lock = new();
    private readonly Lane _small = new();
    private readonly Lane _large = new();
    private bool _closed;

    /// <summary>Adds a change.</summary>
    /// <exception cref="StorageUnavailableException">Too much waits, or the node stops; the change is not made.</exception>
    public void Add(Change change, bool isLarge)
    {
        lock (_lock)
        {
            if (_closed) throw new StorageUnavailableException("The node stops.", notMade: true);
            var lane = isLarge || change.Bytes > MaxSmallBytes ? _large : _small;
            if (lane.Bytes > 0 && lane.Bytes + change.Bytes > MaxWaitingBytes)
                throw new StorageUnavailableException("The storage does not keep up.", notMade: true);
            lane.Add(change);
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Takes a group, and waits until there is one.</summary>
    /// <param name="group">Where it is put; empty.</param>
    /// <param name="waits">Otherwise the group may be empty.</param>
    /// <returns>False: the queue is closed, and empty.</returns>
    public bool Take(List<Change> group, bool waits)
    {
        lock (_lock)
        {
            while (waits && !_closed && _small.IsEmpty && _large.IsEmpty) Monitor.Wait(_lock);
            var bytes = _small.MoveTo(group, 0);

            // One large change at least, however many small ones there are: each lane goes on.
            if (!_large.IsEmpty) bytes = _large.MoveOne(group, bytes);
            _large.MoveTo(group, bytes);
            return group.Count > 0 || !_closed;
        }
    }

    /// <summary>Takes nothing more in. What waits is still taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>One after another.</summary>
    private sealed class Lane
    {
        private readonly Queue<Change> _waiting = [];

        public long Bytes { get; private set; }

        public bool IsEmpty => _waiting.Count == 0;

        public void Add(Change change)
        {
            Bytes += change.Bytes;
            _waiting.Enqueue(change);
        }

        /// <summary>Moves changes into a group, as long as it stays in its bounds.</summary>
        /// <returns>The group's bytes.</returns>
        public long MoveTo(List<Change> group, long bytes)
        {
            while (group.Count < MaxGroup && _waiting.TryPeek(out var next) && (group.Count == 0 || bytes + next.Bytes <= MaxGroupBytes))
                bytes = MoveOne(group, bytes);
            return bytes;
        }

        public long MoveOne(List<Change> group, long bytes)
        {
            var change = _waiting.Dequeue();
            Bytes -= change.Bytes;
            group.Add(change);
            return bytes + change.Bytes;
        }
    }
}
