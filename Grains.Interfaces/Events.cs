using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>Where an event stands in its timeline: by its time, and for one time in the order of arrival.</summary>
/// <param name="Ticks">The event's time, UTC ticks of 100 ns.</param>
/// <param name="Nanoseconds">0 to 99, what comes on top.</param>
/// <param name="Number">The how many-th event of its timeline it is, from 1.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.EventPlace)]
public readonly record struct EventPlace(
    [property: Id(0)] long Ticks,
    [property: Id(1)] int Nanoseconds,
    [property: Id(2)] long Number)
{
    /// <summary>Less than, equal to or more than zero as this stands before the other, is it, or stands behind it.</summary>
    public int CompareTo(EventPlace other) =>
        Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks)
        : Nanoseconds != other.Nanoseconds ? Nanoseconds.CompareTo(other.Nanoseconds)
        : Number.CompareTo(other.Number);
}

/// <summary>An event that is to be kept.</summary>
/// <param name="Ticks">Its time, UTC ticks of 100 ns.</param>
/// <param name="Nanoseconds">0 to 99, what comes on top.</param>
/// <param name="Json">The event as <see cref="EventText"/> writes it. Nobody writes to it any more.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.NewEvent)]
public sealed record NewEvent(
    [property: Id(0)] long Ticks,
    [property: Id(1)] int Nanoseconds,
    [property: Id(2)] byte[] Json);

/// <summary>What became of an event.</summary>
/// <param name="Outcome"><see cref="Outcome.NotFound"/> for a peer that is not registered; <see cref="Outcome.Closed"/> as of a store.</param>
/// <param name="Number">The how many-th event of its peer it is in that locker.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.KeptEvent)]
public readonly record struct KeptEvent(
    [property: Id(0)] Outcome Outcome,
    [property: Id(1)] long Number);

/// <summary>Which events a read of one timeline gives, and how.</summary>
/// <param name="Text">What an event's title, summary or data must contain, in any case, literally; empty for all events.</param>
/// <param name="Data">Data as it is; otherwise it shows as <c>"..."</c>.</param>
/// <param name="Reverse">The latest first.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.EventFilter)]
public sealed record EventFilter(
    [property: Id(0)] string Text,
    [property: Id(1)] bool Data,
    [property: Id(2)] bool Reverse);

/// <summary>Where in a timeline a read goes on.</summary>
/// <param name="After">Behind which event, in the direction of the read; null for the beginning.</param>
/// <param name="UpTo">The number of the last event that the read shows: what arrives later is not part of it. 0 in the beginning.</param>
/// <param name="Most">The most events to give at once, at least 1.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.EventCursor)]
public sealed record EventCursor(
    [property: Id(0)] EventPlace? After,
    [property: Id(1)] long UpTo,
    [property: Id(2)] int Most);

/// <summary>An event of a page.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Length">How many of the page's bytes it has.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.EventMark)]
public readonly record struct EventMark(
    [property: Id(0)] EventPlace Place,
    [property: Id(1)] int Length);

/// <summary>Some events of one timeline: about 32 KiB, or one event. It may have none and not be the last: a search looks at a part at a time.</summary>
/// <param name="Bytes">The events' JSON, one behind the other.</param>
/// <param name="Marks">Which bytes are which event.</param>
/// <param name="Next">Where the read goes on; null when this page is the last.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.EventPage)]
public sealed record EventPage(
    [property: Id(0)] ReadOnlyMemory<byte> Bytes,
    [property: Id(1)] ImmutableArray<EventMark> Marks,
    [property: Id(2)] EventCursor? Next)
{
    /// <summary>The page of a timeline without events.</summary>
    public static EventPage Empty { get; } = new(default, [], null);
}

/// <summary>Which events of a locker a read shows.</summary>
/// <param name="Peers">The peers that are asked for; none for all.</param>
/// <param name="Filter">Which of their events, and how.</param>
/// <param name="Unified">One timeline under <c>all</c>, instead of one for each peer.</param>
/// <param name="Limit">The most events of each timeline.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.EventsQuery)]
public sealed record EventsQuery(
    [property: Id(0)] ImmutableArray<string> Peers,
    [property: Id(1)] EventFilter Filter,
    [property: Id(2)] bool Unified,
    [property: Id(3)] int Limit);
