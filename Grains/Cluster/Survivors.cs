using System.Collections.Concurrent;
using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Cluster;

/// <summary>Asks every node what lives there, for a grain that began empty because its node was lost.</summary>
/// <remarks>
/// The nodes answer one after the other, and grains move meanwhile from nodes that stop. A grain that a node says has left, and that no
/// node has said to hold, is looked for again; and so is everything when a node has ended before it answered. A grain that is still not
/// there behind that has ended where it went.
/// </remarks>
internal sealed partial class Survivors(
    INodeServices nodes, ILocalSiloDetails self, IClusterMembershipService members, HeldGrains here, TimeProvider time, ILogger<Survivors> log)
{
    private static readonly TimeSpan AskDeadline = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(300);

    // A node that is lost too is found out in less.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    // The nodes of which it was said that they do not answer.
    private readonly ConcurrentDictionary<SiloAddress, bool> _silent = new();

    /// <summary>All grains of a kind that hold a generation on any node; one that moved meanwhile may be there with more than one generation.</summary>
    /// <param name="kind">The letter of their kind.</param>
    /// <param name="prefix">What their keys begin with.</param>
    /// <exception cref="StorageUnavailableException">Not every node that is a member answers: what lives cannot be known.</exception>
    public async Task<List<HeldGrain>> All(string kind, string prefix)
    {
        var begun = time.GetTimestamp();
        var (living, left) = (new HashSet<HeldGrain>(), new HashSet<(SiloAddress Node, string Key)>());
        while (true)
        {
            var answers = await Task.WhenAll(Others().Select(node => Of(node, kind, prefix, begun)).Append(Here(kind, prefix)));
            var moved = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (node, grains) in answers)
            {
                foreach (var grain in grains ?? [])
                {
                    if (!grain.HasLeft) living.Add(grain);
                    else if (left.Add((node, grain.Key))) moved.Add(grain.Key);
                }
            }

            moved.ExceptWith(living.Select(grain => grain.Key));
            if (moved.Count == 0 && Array.TrueForAll(answers, answer => answer.Grains is not null)) return [.. living];
            if (time.GetElapsedTime(begun) >= Deadline)
                throw new StorageUnavailableException("What lives on the nodes moves too fast to be listed.", notMade: true);
        }
    }

    private async Task<(SiloAddress Node, List<HeldGrain>? Grains)> Here(string kind, string prefix)
    {
        return (self.SiloAddress, await All(after => new(here.List(kind, prefix, after))));
    }

    /// <summary>What lives on another node; null where it has ended.</summary>
    private async Task<(SiloAddress Node, List<HeldGrain>? Grains)> Of(SiloAddress node, string kind, string prefix, long begun)
    {
        while (true)
        {
            try
            {
                var held = await All(after => new(nodes.Of(node).Held(kind, prefix, after).AsTask().Within(AskDeadline, time)));
                if (_silent.TryRemove(node, out _)) LogAsked(node);
                return (node, held);
            }
            catch (Exception error) when (error is OrleansException or TimeoutException)
            {
                // What lived on a node that is no member any more is gone, or was handed over.
                if (Status(node) is not (SiloStatus.Active or SiloStatus.ShuttingDown))
                {
                    _silent.TryRemove(node, out _);
                    return (node, null);
                }

                if (time.GetElapsedTime(begun) < Deadline)
                {
                    await Task.Delay(RetryAfter, time);
                    continue;
                }

                if (_silent.TryAdd(node, true)) LogNotAsked(error, node);
                throw new StorageUnavailableException($"Node {node} does not say what lives there.", notMade: true);
            }
        }
    }

    private static async Task<List<HeldGrain>> All(Func<string, ValueTask<ImmutableArray<HeldGrain>>> page)
    {
        var all = new List<HeldGrain>();
        await foreach (var grain in Pages.Behind(await page(""), HeldGrains.MaxPage, grain => grain.Key, page)) all.Add(grain);
        return all;
    }

    private SiloStatus Status(SiloAddress node) => members.CurrentSnapshot.GetSiloStatus(node);

    private List<SiloAddress> Others() =>
        [.. members.CurrentSnapshot.Members.Values
            .Where(member => member.Status is SiloStatus.Active or SiloStatus.ShuttingDown)
            .Select(member => member.SiloAddress).Where(node => !node.Equals(self.SiloAddress))];

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Node} does not say what lives there, so what was lost with another node cannot be known yet")]
    private partial void LogNotAsked(Exception error, SiloAddress node);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Node} says again what lives there")]
    private partial void LogAsked(SiloAddress node);
}
