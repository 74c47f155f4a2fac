namespace Lockers.Grains.Interfaces;

/// <summary>Which part of a list that can be long is asked for: of the keys of one level of a tree, or of names.</summary>
/// <param name="After">What comes after this one, whether it is there or not; null from the beginning.</param>
/// <param name="Limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
/// <param name="Skip">Of keys: instead of <paramref name="After"/>, how many are left out at the beginning; null for none.</param>
/// <param name="From">Of keys: instead of <paramref name="After"/>, the first one, or where it is not there the one that follows it.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.LevelQuery)]
public sealed record LevelQuery(
    [property: Id(0)] string? After,
    [property: Id(1)] int Limit,
    [property: Id(2)] int? Skip = null,
    [property: Id(3)] string? From = null)
{
    /// <summary>The most that one answer lists.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>What one answer lists where the request does not say it.</summary>
    public const int DefaultLimit = 500;
}
