namespace Lockers.Tests.Shared;

/// <summary>
/// How long tests wait for what must come. They are far above what it takes, so that a machine that is busy with other things fails no test; only a test
/// that fails anyway waits that long.
/// </summary>
internal static class TestDeadlines
{
    /// <summary>For programs to start and serve, or to refuse to: a start takes three seconds of processor time, and many share the processors.</summary>
    public static readonly TimeSpan Start = TimeSpan.FromMinutes(5);

    /// <summary>For a cluster to serve again when something was done to it.</summary>
    public static readonly TimeSpan Recovery = TimeSpan.FromMinutes(4);

    /// <summary>For anything else that a test waits for.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(2);
}
