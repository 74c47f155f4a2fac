namespace Lockers.Benchmarks.Http;

/// <summary>Figures over several measurements.</summary>
internal static class Figures
{
    /// <summary>The one in the middle; of two, the mean.</summary>
    public static double Median(this IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The least that so much of all (0 to 1) does not exceed.</summary>
    public static double Quantile(this IEnumerable<double> values, double part)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)];
    }
}
