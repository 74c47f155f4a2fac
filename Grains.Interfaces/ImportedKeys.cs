namespace Lockers.Grains.Interfaces;

/// <summary>How storing many texts ended.</summary>
/// <param name="Outcome"><see cref="Outcome.Done"/>, or <see cref="Outcome.Closed"/> and nothing was stored.</param>
/// <param name="Generation">The generation that they were stored in.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.ImportedKeys)]
public readonly record struct ImportedKeys([property: Id(0)] Outcome Outcome, [property: Id(1)] long Generation);
