namespace Lockers.Cluster.Nodes;

/// <summary>What a cluster is made of.</summary>
/// <param name="ConnectionString">
/// The database through which its nodes find each other, and where storage is PostgreSql, keep data; null for a node that is alone.
/// </param>
/// <param name="Storage"><c>Memory</c> or <c>PostgreSql</c>.</param>
internal sealed record ClusterShape(string? ConnectionString, string Storage)
{
    /// <summary>One node without a database.</summary>
    public static ClusterShape Alone { get; } = new(null, "Memory") { Silos = 1 };

    /// <summary>How many silos there are.</summary>
    public int Silos { get; init; } = 3;

    /// <summary>How many front ends there are; with any, the silos serve no REST themselves.</summary>
    public int FrontEnds { get; init; }

    /// <summary>Further arguments of every process.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
