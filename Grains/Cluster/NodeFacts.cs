namespace Lockers.Grains.Cluster;

/// <summary>What a node is configured to, for people who ask.</summary>
/// <param name="Storage">A value of <c>Lockers:Storage</c>, such as <c>Memory</c>.</param>
/// <param name="Clustering">A value of <c>Lockers:Clustering</c>, such as <c>Localhost</c>.</param>
public sealed record NodeFacts(string Storage, string Clustering);
