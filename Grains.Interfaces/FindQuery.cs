namespace Lockers.Grains.Interfaces;

/// <summary>What to look for in a locker.</summary>
/// <param name="Text">What a key or a text must contain, any case; at least one character.</param>
/// <param name="InKeys">Whether keys are searched.</param>
/// <param name="InData">Whether stored text is searched.</param>
/// <param name="Peers">Whether peer lockers are searched too.</param>
/// <param name="Limit">The most hits to give.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.FindQuery)]
public sealed record FindQuery(
    [property: Id(0)] string Text,
    [property: Id(1)] bool InKeys,
    [property: Id(2)] bool InData,
    [property: Id(3)] bool Peers,
    [property: Id(4)] int Limit);
