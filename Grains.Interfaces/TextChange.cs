namespace Lockers.Grains.Interfaces;

/// <summary>How a store or a removal of one text ended.</summary>
/// <param name="Outcome">
/// <see cref="Outcome.Done"/>; <see cref="Outcome.Closed"/>; or <see cref="Outcome.Unmet"/>, and nothing was changed.
/// </param>
/// <param name="Id">The text that is there now: the one that was stored, or the one that did not meet the condition; default for none.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.TextChange)]
public readonly record struct TextChange([property: Id(0)] Outcome Outcome, [property: Id(1)] ChangeId Id);
