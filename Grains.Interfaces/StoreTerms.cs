namespace Lockers.Grains.Interfaces;

/// <summary>What goes with a store that is more than a path and a text.</summary>
/// <param name="Condition">What must hold for it to be made; null for nothing.</param>
/// <param name="Ttl">
/// How long the text stays, from 1 s to 365 d, by the clock of the node that holds the locker; <see cref="TimeSpan.Zero"/> for as long as nobody changes it.
/// </param>
[GenerateSerializer, Immutable, Alias(TypeAliases.StoreTerms)]
public sealed record StoreTerms([property: Id(0)] TextCondition? Condition, [property: Id(1)] TimeSpan Ttl = default);
