namespace Lockers.Grains.Interfaces;

/// <summary>Which part of a list that can be long is asked for: of the keys of one level of a tree, or of names.</summary>
/// <param name="After">What comes after this one, whether it is there or not; null from the beginning.</param>
/// <param name="Limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.LevelQuery)]
public sealed record LevelQuery([property: Id(0)] string? After, [property: Id(1)] int Limit)
{
    /// <summary>The most that one answer lists.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>What one answer lists where the request does not say it.</summary>
    public const int DefaultLimit = 500;
}
