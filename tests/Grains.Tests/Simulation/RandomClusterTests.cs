using System.Globalization;

namespace Lockers.Grains.Tests.Simulation;

public sealed class RandomClusterTests
{
    private static readonly int Histories = Environment.GetEnvironmentVariable("LOCKERS_LONG") == "1" ? 100_000 : 10_000;

    private static readonly string? Seed = Environment.GetEnvironmentVariable("LOCKERS_SEED");

    [Fact]
    public void Whatever_fails_current_is_linearizable_and_nothing_acknowledged_is_lost() => Parallel.For(
        Seed is null ? 0 : int.Parse(Seed, CultureInfo.InvariantCulture), Seed is null ? Histories : int.Parse(Seed, CultureInfo.InvariantCulture) + 1, Run);

    private static void Run(int seed)
    {
        try
        {
            new ClusterHistory(seed).Run(steps: 500);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
        }
    }
}
