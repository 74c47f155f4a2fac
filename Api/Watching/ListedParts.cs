using System.Collections.Immutable;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>Reads which trees a locker lists, all of one moment.</summary>
internal static class ListedParts
{
    private const int MaxTries = 5;
    private const int PageLength = 1000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>The list; null where it keeps changing.</summary>
    public static async Task<ListedTrees?> Read(ILockerGrain locker, TimeProvider time, CancellationToken stop)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var trees = ImmutableArray.CreateBuilder<ListedTree>();
            ListedTrees? first = null;
            while (true)
            {
                var page = await locker.ListTrees(trees.Count, PageLength).AsTask().Within(Deadline, time, stop);
                first ??= page;
                if (page.Listed != first.Listed || page.Generation != first.Generation) break;
                trees.AddRange(page.Trees);
                if (page.Trees.Length < PageLength) return first with { Trees = trees.ToImmutable() };
            }
        }

        return null;
    }
}
