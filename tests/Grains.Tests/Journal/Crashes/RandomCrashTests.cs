using System.Globalization;
using Xunit;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>LOCKERS_LONG=1 runs a hundred times as many histories; LOCKERS_SEED=n runs one.</summary>
public sealed class RandomCrashTests
{
    private static readonly int Histories = Environment.GetEnvironmentVariable("LOCKERS_LONG") == "1" ? 200_000 : 2_000;

    private static readonly string? Seed = Environment.GetEnvironmentVariable("LOCKERS_SEED");

    [Fact]
    public void Whatever_fails_and_whoever_dies_nothing_acknowledged_is_lost_and_nothing_is_left_behind()
    {
        if (Seed is null) Parallel.For(0, Histories, Run);
        else Run(int.Parse(Seed, CultureInfo.InvariantCulture));
    }

    private static void Run(int seed)
    {
        try
        {
            new SimulatedGrain(seed).Run(steps: 400);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
        }
    }
}
