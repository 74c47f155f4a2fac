using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Cluster;

/// <summary>
/// Says in the log when the storage ceases to answer, and when it answers again: once for the node, not for each grain that finds out. What will
/// not pass by itself is said for each grain, once.
/// </summary>
internal sealed partial class StorageOutage(TimeProvider time, ILogger<StorageOutage> log)
{
    // Beyond it, grains are said again.
    private const int MaxBroken = 1000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);
    private long? _began;

    /// <summary>How many grains' journals are in doubt.</summary>
    public int InDoubt
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>A grain's journal finds that the storage does not answer.</summary>
    public void Begin(string grain, Exception error)
    {
        lock (_lock)
        {
            _waiting.Add(grain);
            if (!StartsNow()) return;
        }

        LogAway(error, grain);
    }

    /// <summary>A grain's journal finds that the storage answers again.</summary>
    public void End(string grain)
    {
        lock (_lock) _waiting.Remove(grain);
        Answered();
    }

    /// <summary>A grain could not be recovered.</summary>
    public void NotRecovered(string grain, Exception error)
    {
        if (IsAway(grain, error)) return;
        lock (_lock)
        {
            if (_broken.Count == MaxBroken) _broken.Clear();
            if (!_broken.Add(grain)) return;
        }

        LogBroken(error, grain);
    }

    /// <summary>A grain was recovered.</summary>
    public void Recovered(string grain)
    {
        lock (_lock)
        {
            _broken.Remove(grain);
            _waiting.Remove(grain);
        }

        Answered();
    }

    /// <summary>A grain has gone from this node, and waits for the storage no longer.</summary>
    public void Gone(string grain)
    {
        lock (_lock) _waiting.Remove(grain);
    }

    /// <summary>Whether a failure is that of a storage that is away. Then it is said, unless it was.</summary>
    public bool IsAway(string grain, Exception error)
    {
        if (!DatabaseFailures.IsAway(error)) return false;
        lock (_lock)
        {
            if (!StartsNow()) return true;
        }

        LogAway(error, grain);
        return true;
    }

    /// <summary>How the node is, by what its grains found.</summary>
    public NodeStatus Status(string version, NodeFacts facts)
    {
        lock (_lock)
        {
            return new(
                version, facts.Storage, facts.Clustering, _waiting.Count, [.. _waiting.Take(INodeStatusGrain.MaxNames)],
                _broken.Count, [.. _broken.Take(INodeStatusGrain.MaxNames)]);
        }
    }

    private bool StartsNow()
    {
        if (_began is not null) return false;
        _began = time.GetTimestamp();
        return true;
    }

    private void Answered()
    {
        TimeSpan took;
        lock (_lock)
        {
            if (_began is not { } began || _waiting.Count > 0) return;
            took = time.GetElapsedTime(began);
            _began = null;
        }

        LogBack(took.TotalSeconds);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The storage does not answer; until it does, no change is accepted and what is not in memory cannot be read. First seen by {Grain}")]
    private partial void LogAway(Exception error, string grain);

    [LoggerMessage(Level = LogLevel.Information, Message = "The storage answers again, after {Seconds:0.0} s")]
    private partial void LogBack(double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} cannot be recovered, and that will not pass by itself")]
    private partial void LogBroken(Exception error, string grain);
}
