using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Nodes;

/// <summary>Asks every node what lives there, for whoever began empty because its node was lost.</summary>
internal sealed partial class Survivors(
    INodeServices nodes, ILocalSiloDetails self, IClusterMembershipService members, LivingGrains here, TimeProvider time, ILogger<Survivors> log)
{
    private static readonly TimeSpan AskDeadline = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(300);

    // A node that is lost too is found out in less.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    /// <summary>All grains of a kind that hold a life on any node.</summary>
    /// <param name="kind">The letter of their kind.</param>
    /// <param name="prefix">What their keys begin with.</param>
    /// <exception cref="StorageUnavailableException">Not every node that is a member answers: what lives cannot be known.</exception>
    public async Task<List<LivingGrain>> All(string kind, string prefix)
    {
        var found = await Task.WhenAll(Others().Select(node => Of(node, kind, prefix)));
        var all = found.SelectMany(some => some).ToList();
        await foreach (var grain in Pages(after => Task.FromResult(here.List(kind, prefix, after)))) all.Add(grain);
        return all;
    }

    private async Task<List<LivingGrain>> Of(SiloAddress node, string kind, string prefix)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                var pages = Pages(after => nodes.Of(node).Living(kind, prefix, after).AsTask().Within(AskDeadline, time));
                var all = new List<LivingGrain>();
                await foreach (var grain in pages) all.Add(grain);
                return all;
            }
            catch (Exception error) when (error is OrleansException or TimeoutException)
            {
                // What lived on a node that is no member any more is gone. One that is leaving hands over what it holds.
                if (Status(node) != SiloStatus.Active) return [];
                if (time.GetElapsedTime(begun) < Deadline)
                {
                    await Task.Delay(RetryAfter, time);
                    continue;
                }

                LogNotAsked(error.Message, node);
                throw new StorageUnavailableException($"Node {node} does not say what lives there.", notMade: true);
            }
        }
    }

    private static async IAsyncEnumerable<LivingGrain> Pages(
        Func<string, Task<ImmutableArray<LivingGrain>>> page)
    {
        for (var after = ""; ;)
        {
            var grains = await page(after);
            foreach (var grain in grains) yield return grain;
            if (grains.Length < LivingGrains.MaxPage) yield break;
            after = grains[^1].Key;
        }
    }

    private SiloStatus Status(SiloAddress node) => members.CurrentSnapshot.GetSiloStatus(node);

    private List<SiloAddress> Others() =>
        [.. members.CurrentSnapshot.Members.Values
            .Where(member => member.Status is SiloStatus.Active or SiloStatus.ShuttingDown)
            .Select(member => member.SiloAddress).Where(node => !node.Equals(self.SiloAddress))];

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Node} does not say what lives there, so what was lost with another node cannot be known yet: {Why}")]
    private partial void LogNotAsked(string why, SiloAddress node);
}
