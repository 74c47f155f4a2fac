namespace Lockers.Grains.Interfaces;

/// <summary>
/// The registry's own events, one timeline for all lockers. Each event belongs to the generation of a locker, and is shown with that one only; so it
/// is gone when the generation ends.
/// </summary>
[Alias(TypeAliases.RegistryEventsGrain)]
public interface IRegistryEventsGrain : IGrainWithIntegerKey
{
    /// <summary>The key of the one grain.</summary>
    const long TheKey = 0;

    /// <summary>For a caller that does not know how many front ends have it keep: none is dropped, and the next event of a front end drops what is too much.</summary>
    const int NoMost = int.MaxValue;

    /// <summary>Keeps an event; the oldest of too many is dropped.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="most">How many events of all lockers are kept.</param>
    /// <param name="generation">The generation of the locker that was current.</param>
    [Alias("Append")]
    ValueTask Append(NewEvent happened, int most, long generation);

    /// <summary>Reads events of a generation.</summary>
    [Alias("Read"), ResponseTimeout("00:01:00")]
    ValueTask<EventPage> Read(EventFilter filter, EventCursor cursor, long generation);

    /// <summary>Forgets the events of a generation.</summary>
    [Alias("Clear")]
    ValueTask Clear(long generation);
}
