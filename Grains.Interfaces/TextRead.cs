namespace Lockers.Grains.Interfaces;

/// <summary>The answer to a read of one key's text.</summary>
/// <param name="Outcome"><see cref="Outcome.Done"/> with text, <see cref="Outcome.Branch"/>, or <see cref="Outcome.NotFound"/>.</param>
/// <param name="Text">The bytes as they were stored, shared with the tree: never write to them.</param>
/// <param name="Format">How they were sent.</param>
/// <param name="Id">Which text it is.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.TextRead)]
public readonly record struct TextRead(
    [property: Id(0)] Outcome Outcome,
    [property: Id(1)] byte[]? Text,
    [property: Id(2)] TextFormat Format,
    [property: Id(3)] ChangeId Id = default);
