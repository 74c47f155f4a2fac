using Lockers.Deploy.Running;
using Xunit;

namespace Lockers.Deploy.Prometheus;

/// <summary>The programs of Prometheus on this machine.</summary>
internal static class PrometheusPrograms
{
    private static readonly string[] Names = ["prometheus", "promtool"];

    /// <summary>What to install, in one line; null where it is there.</summary>
    public static string? Missing => Array.TrueForAll(Names, IsThere)
        ? null
        : $"{string.Join(" and ", Names)} are not on the path. On Debian: apt-get install --no-install-recommends prometheus.";

    /// <summary>Ends the test that runs, where Prometheus is missing: it is skipped, under CI (<c>CI=true</c>) it fails.</summary>
    public static void Check()
    {
        if (Missing is not { } missing) return;
        if (Environment.GetEnvironmentVariable("CI") is "true" or "1") Assert.Fail(missing);
        Assert.Skip(missing);
    }

    /// <summary>Runs <c>promtool</c>.</summary>
    public static Task<(int ExitCode, string Output)> Promtool(params IEnumerable<string> arguments) =>
        Bash.Run(["-c", "exec promtool \"$@\"", "promtool", .. arguments]);

    private static bool IsThere(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));
}
