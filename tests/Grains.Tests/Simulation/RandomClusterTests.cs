using System.Collections.Concurrent;
using System.Globalization;
using Xunit;

namespace Lockers.Grains.Tests.Simulation;

/// <summary>LOCKERS_LONG=1 runs ten times as many histories; LOCKERS_SEED=n runs one.</summary>
public sealed class RandomClusterTests
{
    private const int Steps = 500;
    private const int MostFailures = 20;

    private static readonly int Histories = Environment.GetEnvironmentVariable("LOCKERS_LONG") == "1" ? 100_000 : 10_000;

    private static readonly string? Seed = Environment.GetEnvironmentVariable("LOCKERS_SEED");

    [Fact]
    public void Whatever_fails_current_is_linearizable_and_nothing_acknowledged_is_lost()
    {
        var failures = new ConcurrentQueue<(int Seed, Exception Error)>();
        var first = Seed is null ? 0 : int.Parse(Seed, CultureInfo.InvariantCulture);
        Parallel.For(first, Seed is null ? Histories : first + 1, (seed, loop) =>
        {
            try
            {
                new ClusterHistory(seed).Run(Steps);
            }
            catch (Exception error)
            {
                failures.Enqueue((seed, error));
                if (failures.Count >= MostFailures) loop.Stop();
            }
        });

        Assert.True(failures.IsEmpty, string.Join(Environment.NewLine, failures.Select(failure => $"Seed {failure.Seed}: {failure.Error}")));
    }

    [Fact]
    public void The_same_seed_gives_the_same_history()
    {
        for (var seed = 0; seed < 20; seed++) Assert.Equal(Told(seed), Told(seed));
    }

    private static List<string> Told(int seed)
    {
        var history = new ClusterHistory(seed);
        history.Run(Steps);
        return history.Told;
    }
}
