using System.Diagnostics;
using Lockers.Cluster.Nodes;

namespace Lockers.Cluster.Load;

/// <summary>One client's doors. One that let it down is left alone for a while, as long as there are others.</summary>
internal sealed class DoorChoice(Random random, IEnumerable<ClusterNode> nodes, TimeSpan patience) : IDisposable
{
    /// <summary>How long a client waits that has other doors.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Grudge = TimeSpan.FromSeconds(1.5);
    private readonly List<(Door Door, long NotBefore)> _doors = [.. nodes.Select(node => (new Door(node, patience), 0L))];

    /// <summary>Any door that did not let the client down lately.</summary>
    public Door Next()
    {
        var now = Stopwatch.GetTimestamp();
        var good = _doors.Where(door => door.NotBefore <= now).ToList();
        return good.Count == 0 ? _doors[random.Next(_doors.Count)].Door : good[random.Next(good.Count)].Door;
    }

    /// <summary>Leaves a door alone for a while.</summary>
    public void Avoid(Door door)
    {
        var at = _doors.FindIndex(known => known.Door == door);
        _doors[at] = (door, Stopwatch.GetTimestamp() + (long)(Grudge.TotalSeconds * Stopwatch.Frequency));
    }

    public void Dispose() => _doors.ForEach(door => door.Door.Dispose());
}
