using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>Something that was decided about a locker.</summary>
/// <param name="Kind">What.</param>
/// <param name="Label">The locker's label; of a context's locker <see cref="LockerName.Key"/>. Empty where it is about all lockers.</param>
/// <param name="Current">Whether the locker is the current one from then on.</param>
/// <param name="Revision">The revision of the decision, in ticks.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.LockerNews)]
public readonly record struct LockerNews(
    [property: Id(0)] NewsKind Kind,
    [property: Id(1)] string Label,
    [property: Id(2)] bool Current,
    [property: Id(3)] long Revision);

/// <summary>What was decided.</summary>
public enum NewsKind : byte
{
    /// <summary>The locker came to be, or was opened again.</summary>
    Opened = 0,

    /// <summary>The locker is closed, with everything in it.</summary>
    Closed = 1,

    /// <summary>The locker is emptied.</summary>
    Cleared = 2,

    /// <summary>What was in the locker is replaced by what was loaded.</summary>
    Loaded = 3,

    /// <summary>All lockers are replaced, or what was decided about some is not known any more: the list of lockers is to be read again.</summary>
    Reset = 4,
}

/// <summary>Some news, at most 512.</summary>
/// <param name="News">The news, in the order of their revisions.</param>
/// <param name="UpTo">The revision up to which everything is given.</param>
/// <param name="IsLeaving">Whether the registry is about to go, so that it does not wait.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.NewsPage)]
public sealed record NewsPage(
    [property: Id(0)] ImmutableArray<LockerNews> News,
    [property: Id(1)] long UpTo,
    [property: Id(2)] bool IsLeaving = false);
