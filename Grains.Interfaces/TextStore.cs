namespace Lockers.Grains.Interfaces;

/// <summary>A store of one text. It is one argument of a call: Orleans looks for cancellation tokens in each, and boxes those that are values.</summary>
/// <param name="Path">The key.</param>
/// <param name="Text">The bytes; they belong to the tree from now on.</param>
/// <param name="Format">How they were sent.</param>
/// <param name="Generation">The generation of the locker that is meant, or 0.</param>
/// <param name="Terms">What else goes with it; null for nothing.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.TextStore)]
public sealed record TextStore(
    [property: Id(0)] KeyPath Path,
    [property: Id(1)] byte[] Text,
    [property: Id(2)] TextFormat Format,
    [property: Id(3)] long Generation,
    [property: Id(4)] StoreTerms? Terms = null);
