using System.Globalization;
using System.Text.RegularExpressions;

namespace Lockers.Benchmarks.Http.Load;

/// <summary>What wrk says of a run.</summary>
/// <param name="Requests">Requests answered.</param>
/// <param name="PerSecond">Requests answered per second.</param>
/// <param name="P50">Half were answered within so many milliseconds.</param>
/// <param name="P99">99 of 100 were answered within so many milliseconds.</param>
internal sealed partial record WrkResult(long Requests, double PerSecond, double P50, double P99)
{
    /// <summary>Reads what <c>wrk --latency</c> prints.</summary>
    /// <exception cref="InvalidOperationException">Some requests failed.</exception>
    public static WrkResult Parse(string output)
    {
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
            throw new InvalidOperationException($"Requests failed:\n{output}");
        return new((long)Number(Total().Match(output).Groups[1]), Number(Rate().Match(output).Groups[1]), Milliseconds(output, "50%"), Milliseconds(output, "99%"));
    }

    private static double Milliseconds(string output, string quantile)
    {
        var match = Latency().Matches(output).First(match => match.Groups[1].Value == quantile);
        return Number(match.Groups[2]) * match.Groups[3].Value switch { "us" => 0.001, "ms" => 1, "s" => 1000, _ => 60_000 };
    }

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\d+) requests in ")]
    private static partial Regex Total();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"^\s+(\d\d%)\s+([\d.]+)(us|ms|s|m)\s*$", RegexOptions.Multiline)]
    private static partial Regex Latency();
}
