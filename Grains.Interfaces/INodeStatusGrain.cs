using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>A node, for people who ask how it is. The key is its silo's address, parsable; the grain is nowhere but there.</summary>
[Alias(TypeAliases.NodeStatusGrain)]
public interface INodeStatusGrain : IGrainWithStringKey
{
    /// <summary>The most names of grains that a list of <see cref="NodeStatus"/> has.</summary>
    const int MaxNames = 100;

    /// <summary>Tells how the node is.</summary>
    [Alias("Status"), ResponseTimeout("00:00:02")]
    ValueTask<NodeStatus> Status();
}

/// <summary>How a node is.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="Storage">Where it keeps data: <c>Memory</c>, <c>Sqlite</c>, <c>PostgreSql</c>.</param>
/// <param name="Clustering">How nodes find each other: <c>Localhost</c>, <c>PostgreSql</c>.</param>
/// <param name="InDoubt">How many of its grains wait for the storage to answer.</param>
/// <param name="InDoubtNames">Some of them, by kind and key; at most <see cref="INodeStatusGrain.MaxNames"/>.</param>
/// <param name="Broken">How many of its grains cannot be recovered, which does not pass by itself.</param>
/// <param name="BrokenNames">Some of them.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.NodeStatus)]
public sealed record NodeStatus(
    [property: Id(0)] string Version,
    [property: Id(1)] string Storage,
    [property: Id(2)] string Clustering,
    [property: Id(3)] int InDoubt,
    [property: Id(4)] ImmutableArray<string> InDoubtNames,
    [property: Id(5)] int Broken,
    [property: Id(6)] ImmutableArray<string> BrokenNames);
