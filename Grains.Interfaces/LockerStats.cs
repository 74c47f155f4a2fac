namespace Lockers.Grains.Interfaces;

/// <summary>How much a locker holds, its peers' trees included.</summary>
/// <param name="Keys">Keys that hold text.</param>
/// <param name="Bytes">Bytes of those texts and of all keys.</param>
/// <param name="Peers">Peers that have a locker in it.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.LockerStats)]
public readonly record struct LockerStats(
    [property: Id(0)] long Keys,
    [property: Id(1)] long Bytes,
    [property: Id(2)] int Peers)
{
    /// <summary>Both together.</summary>
    public LockerStats Plus(LockerStats other) => new(Keys + other.Keys, Bytes + other.Bytes, Peers + other.Peers);
}

/// <summary>What a close or clear removed.</summary>
/// <param name="Outcome">Anything but <see cref="Outcome.Done"/> means that nothing was.</param>
/// <param name="Lockers">How many lockers.</param>
/// <param name="Held">
/// What they held. Where the removal was interrupted and carried out in several attempts: what the last of them found.
/// </param>
[GenerateSerializer, Immutable, Alias(TypeAliases.Removal)]
public readonly record struct Removal(
    [property: Id(0)] Outcome Outcome,
    [property: Id(1)] int Lockers,
    [property: Id(2)] LockerStats Held);
