namespace Lockers.Grains.Interfaces;

/// <summary>How much a locker holds, its peers' trees included.</summary>
/// <param name="Keys">Keys that hold text.</param>
/// <param name="Bytes">Bytes of those texts and of all keys.</param>
/// <param name="Peers">Peers that have a locker in it.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.LockerStats)]
public readonly record struct LockerStats(
    [property: Id(0)] long Keys,
    [property: Id(1)] long Bytes,
    [property: Id(2)] int Peers);
