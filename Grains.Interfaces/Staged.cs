using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>A node of a tree that is being loaded.</summary>
/// <param name="Path">Its place.</param>
/// <param name="Text">Its text, or null.</param>
/// <param name="First">When it came to be, UTC ticks.</param>
/// <param name="Last">When something was last stored at or below it, UTC ticks.</param>
/// <param name="Format">How the text was sent.</param>
/// <param name="Expires">When the text expires, UTC ticks; 0 for never.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.TreeEntry)]
public readonly record struct TreeEntry(
    [property: Id(0)] KeyPath Path,
    [property: Id(1)] byte[]? Text,
    [property: Id(2)] long First,
    [property: Id(3)] long Last,
    [property: Id(4)] TextFormat Format = TextFormat.Plain,
    [property: Id(5)] long Expires = 0);

/// <summary>Part of an instance's tree that is being loaded.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Instance">The instance's address; empty for the peer's own tree; null for a peer without trees.</param>
/// <param name="Active">Whether the instance is active.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.StagedInstance)]
public sealed record StagedInstance(
    [property: Id(0)] string Peer,
    [property: Id(1)] string? Instance,
    [property: Id(2)] bool Active);

/// <summary>Part of a locker that is being loaded: nodes of its data tree, and instances that it lists.</summary>
/// <param name="Load">The load: see <see cref="IRegistryGrain.NewLoad"/>.</param>
/// <param name="Entries">Nodes, in any order.</param>
/// <param name="Instances">Instances, whose nodes were staged with their own grains.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.StagedLocker)]
public sealed record StagedLocker(
    [property: Id(0)] long Load,
    [property: Id(1)] ImmutableArray<TreeEntry> Entries,
    [property: Id(2)] ImmutableArray<StagedInstance> Instances);
