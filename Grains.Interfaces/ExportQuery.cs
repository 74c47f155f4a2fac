namespace Lockers.Grains.Interfaces;

/// <summary>What of a locker an export has.</summary>
/// <param name="Path">Only the key at that path and what is below it; null for everything.</param>
/// <param name="Data">The data tree.</param>
/// <param name="Peers">The trees of peers.</param>
/// <param name="Peer">Of those only this peer's; null for all.</param>
/// <param name="Instance">Of that peer's only this instance's, the empty one being its own; null for all.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.ExportQuery)]
public sealed record ExportQuery(
    [property: Id(0)] KeyPath? Path,
    [property: Id(1)] bool Data,
    [property: Id(2)] bool Peers,
    [property: Id(3)] string? Peer,
    [property: Id(4)] string? Instance);
