using System.Globalization;

namespace Lockers.Cluster.Scenarios;

/// <summary>How much of each scenario is run: the short form, or with <c>LOCKERS_LONG=1</c> the long one.</summary>
internal static class RunForm
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("LOCKERS_LONG") is "1" or "true";

    /// <summary>What the choices of a run come from: <c>LOCKERS_SEED</c>, or another in each run.</summary>
    public static int Seed { get; } = Environment.GetEnvironmentVariable("LOCKERS_SEED") is { Length: > 0 } seed
        ? int.Parse(seed, CultureInfo.InvariantCulture)
        : Random.Shared.Next(1_000_000);

    /// <summary>The number for the present form.</summary>
    public static int Of(int brief, int full) => IsLong ? full : brief;
}
