namespace Lockers.Grains.Interfaces;

/// <summary>
/// The key of an event in its tree: its place, and for the registry's events the generation, in characters of six bits from <c>0</c> to <c>o</c>. Keys are
/// in the order of the places.
/// </summary>
public static class EventKey
{
    private const int TicksLength = 11;
    private const int NanosecondsLength = 2;
    private const int NumberLength = 7;
    private const int PlaceLength = TicksLength + NanosecondsLength + NumberLength;

    /// <summary>The key's bytes.</summary>
    /// <param name="place">The place.</param>
    /// <param name="generation">The generation, or 0 where the whole tree is of one.</param>
    public static byte[] Of(EventPlace place, long generation = 0)
    {
        var key = new byte[generation == 0 ? PlaceLength : PlaceLength + TicksLength];
        var rest = key.AsSpan();
        Write(ref rest, TicksLength, place.Ticks);
        Write(ref rest, NanosecondsLength, place.Nanoseconds);
        Write(ref rest, NumberLength, place.Number);
        if (generation != 0) Write(ref rest, TicksLength, generation);
        return key;
    }

    /// <summary>The place that a key stands for.</summary>
    public static EventPlace Place(ReadOnlySpan<byte> key) => new(
        Read(key[..TicksLength]),
        (int)Read(key.Slice(TicksLength, NanosecondsLength)),
        Read(key.Slice(TicksLength + NanosecondsLength, NumberLength)));

    /// <summary>The generation that a key holds, or 0.</summary>
    public static long Generation(ReadOnlySpan<byte> key) => Read(key[PlaceLength..]);

    private static void Write(ref Span<byte> to, int length, long number)
    {
        for (var i = length - 1; i >= 0; i--, number >>= 6) to[i] = (byte)('0' + (number & 0x3F));
        to = to[length..];
    }

    private static long Read(ReadOnlySpan<byte> from)
    {
        var number = 0L;
        foreach (var value in from) number = (number << 6) | (uint)(value - '0');
        return number;
    }
}
