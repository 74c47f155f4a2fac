namespace Lockers.Grains.Results;

/// <summary>
/// A time that a peer reported, to the nanosecond as a goto writes it: .NET's own times end at 100 ns. The default is goto's
/// unset time.
/// </summary>
/// <param name="Ticks">UTC ticks of 100 ns.</param>
/// <param name="Nanoseconds">0 to 99, what comes on top.</param>
internal readonly record struct Instant(long Ticks, int Nanoseconds = 0) : IComparable<Instant>
{
    /// <summary>Whether it is a time at all.</summary>
    public bool IsSet => this != default;

    /// <inheritdoc/>
    public int CompareTo(Instant other)
    {
        var ticks = Ticks.CompareTo(other.Ticks);
        return ticks != 0 ? ticks : Nanoseconds.CompareTo(other.Nanoseconds);
    }
}
