namespace Lockers.Grains.Tests.Journal.Crashes;

public sealed class RandomCrashTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("LOCKERS_LONG") == "1";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Whatever_fails_and_whoever_dies_nothing_acknowledged_is_lost_and_nothing_is_left_behind(int half)
    {
        var runs = IsLong ? 100_000 : 1_000;
        for (var seed = half; seed < 2 * runs; seed += 2) Run(seed);
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
