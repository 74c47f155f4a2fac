using System.Globalization;
using System.Text;

namespace Lockers.Grains.Interfaces;

/// <summary>
/// Times on the wire: RFC 3339, as Go's <c>time.Time</c> writes and reads them in JSON. Inside they are ticks of
/// 100 ns since 0001-01-01T00:00:00Z, so Go's zero time is 0. Neither direction allocates.
/// </summary>
public static class Rfc3339
{
    /// <summary>The bytes that writing a time needs, however short the result.</summary>
    public const int MaxLength = 30;

    private const int FractionStart = 19;
    private const int FractionDigits = 7;

    /// <summary>
    /// Writes in UTC with <c>Z</c>; the fraction of a second has no trailing zeros and is absent when zero.
    /// </summary>
    /// <param name="utcTicks">0 to the end of the year 9999.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>The bytes written, 20 to 28.</returns>
    /// <exception cref="ArgumentException">Out of either range.</exception>
    public static int Format(long utcTicks, Span<byte> destination)
    {
        var time = new DateTime(utcTicks, DateTimeKind.Utc);
        if (!time.TryFormat(destination, out var length, "O", CultureInfo.InvariantCulture))
        {
            throw new ArgumentException($"Needs {MaxLength} bytes, not {destination.Length}.", nameof(destination));
        }

        var end = destination[..(length - 1)].LastIndexOfAnyExcept((byte)'0') + 1;
        end = end == FractionStart + 1 ? FractionStart : end;
        destination[end] = (byte)'Z';
        return end + 1;
    }

    /// <summary>As the other, with nanoseconds below a tick.</summary>
    /// <param name="utcTicks">0 to the end of the year 9999.</param>
    /// <param name="nanoseconds">0 to 99.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>The bytes written, 20 to 30.</returns>
    public static int Format(long utcTicks, int nanoseconds, Span<byte> destination)
    {
        var length = Format(utcTicks, destination) - 1;
        if (nanoseconds != 0)
        {
            if (length == FractionStart) destination[length++] = (byte)'.';
            destination[length..(FractionStart + 1 + FractionDigits)].Fill((byte)'0');
            length = FractionStart + 1 + FractionDigits;
            destination[length++] = (byte)('0' + (nanoseconds / 10));
            if (nanoseconds % 10 != 0) destination[length++] = (byte)('0' + (nanoseconds % 10));
        }

        destination[length] = (byte)'Z';
        return length + 1;
    }

    /// <summary>The time as text, without nanoseconds.</summary>
    public static string Text(long utcTicks)
    {
        Span<byte> utf8 = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(utf8[..Format(utcTicks, utf8)]);
    }

    /// <summary>
    /// Reads a time with <c>Z</c> or an offset and any number of fractional digits; those past the seventh are cut off.
    /// </summary>
    /// <returns>False, with 0, for anything else: no such day, a leap second, a time out of the years 1 to 9999 in UTC.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out long utcTicks) => TryParse(utf8, out utcTicks, out _);

    /// <summary>As the other, with the nanoseconds below a tick, 0 to 99; digits past the ninth are cut off.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out long utcTicks, out int nanoseconds)
    {
        utcTicks = 0;
        nanoseconds = 0;
        if (!TryParseSeconds(utf8, out var ticks))
        {
            return false;
        }

        var rest = utf8[FractionStart..];
        if (rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (digits < 1)
            {
                return false;
            }

            ticks += FractionTicks(rest.Slice(1, Math.Min(digits, FractionDigits)));
            if (digits > FractionDigits) nanoseconds = (rest[FractionDigits + 1] - '0') * 10;
            if (digits > FractionDigits + 1) nanoseconds += rest[FractionDigits + 2] - '0';
            rest = rest[(1 + digits)..];
        }

        if (!TryParseOffset(rest, out var offset) || ticks - offset < 0 || ticks - offset > DateTime.MaxValue.Ticks)
        {
            nanoseconds = 0;
            return false;
        }

        utcTicks = ticks - offset;
        return true;
    }

    private static bool TryParseSeconds(ReadOnlySpan<byte> utf8, out long ticks)
    {
        ticks = 0;
        if (utf8.Length <= FractionStart
            || utf8[4] != '-' || utf8[7] != '-' || (utf8[10] | 0x20) != 't' || utf8[13] != ':' || utf8[16] != ':')
        {
            return false;
        }

        int century = Two(utf8, 0), year = Two(utf8, 2), month = Two(utf8, 5), day = Two(utf8, 8);
        int hour = Two(utf8, 11), minute = Two(utf8, 14), second = Two(utf8, 17);
        if ((century | year | month | day | hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        year += century * 100;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks;
        return true;
    }

    private static long FractionTicks(ReadOnlySpan<byte> digits)
    {
        long ticks = 0;
        for (var i = 0; i < FractionDigits; i++)
        {
            ticks = (ticks * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        }

        return ticks;
    }

    private static bool TryParseOffset(ReadOnlySpan<byte> zone, out long ticks)
    {
        ticks = 0;
        if (zone.Length == 1)
        {
            return (zone[0] | 0x20) == 'z';
        }

        if (zone.Length != 6 || zone[0] is not ((byte)'+' or (byte)'-') || zone[3] != ':')
        {
            return false;
        }

        int hours = Two(zone, 1), minutes = Two(zone, 4);
        if ((hours | minutes) < 0 || hours > 23 || minutes > 59)
        {
            return false;
        }

        ticks = (hours * TimeSpan.TicksPerHour) + (minutes * TimeSpan.TicksPerMinute);
        ticks = zone[0] == '-' ? -ticks : ticks;
        return true;
    }

    // Two digits as a number, negative if they are not digits.
    private static int Two(ReadOnlySpan<byte> utf8, int at)
    {
        uint tens = (uint)utf8[at] - '0', ones = (uint)utf8[at + 1] - '0';
        return tens > 9 || ones > 9 ? -1 : (int)((tens * 10) + ones);
    }
}
