using System.Text;
using System.Text.Json;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Results;

/// <summary>
/// Lenient reads of single JSON values. Each starts on the value's first token and ends on its last, whatever the
/// value is; a value of the wrong type reads as empty.
/// </summary>
internal static class JsonValues
{
    private const int LongestTime = 64;

    /// <summary>Reads one value of a map; false if it is of the wrong type and does not belong in.</summary>
    /// <param name="reader">On the value's first token.</param>
    /// <param name="level">How many headers the value is nested in.</param>
    /// <param name="value">What was read.</param>
    public delegate bool MapValue<T>(ref Utf8JsonReader reader, int level, out T value);

    /// <summary>Moves to the next member of an object and onto its name; false at the object's end.</summary>
    public static bool NextMember(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Whether the member is the named one, in any case: Go's decoder does not mind the case either.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.ValueIsEscaped ? reader.ValueTextEquals(name) : Ascii.EqualsIgnoreCase(reader.ValueSpan, name);

    /// <summary>Whether the value is an object; anything else is skipped.</summary>
    public static bool IsObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        reader.Skip();
        return false;
    }

    /// <summary>A count: 0 for what is negative or no number, <see cref="long.MaxValue"/> for what is larger.</summary>
    public static long Number(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            reader.Skip();
            return 0;
        }

        if (!reader.TryGetInt64(out var number))
        {
            // Too large, or written with a fraction or an exponent. The cast saturates.
            number = reader.TryGetDouble(out var real) ? (long)real : 0;
        }

        return Math.Max(0, number);
    }

    /// <summary>A time; unset for what is none.</summary>
    public static Instant Time(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > LongestTime)
        {
            reader.Skip();
            return default;
        }

        Span<byte> unescaped = stackalloc byte[LongestTime];
        var text = reader.ValueIsEscaped ? unescaped[..reader.CopyString(unescaped)] : reader.ValueSpan;
        return Rfc3339.TryParse(text, out var ticks, out var nanoseconds) ? new(ticks, nanoseconds) : default;
    }

    /// <summary>An object as a map, without the members that are of the wrong type; null if that leaves none.</summary>
    public static Dictionary<string, T>? Map<T>(ref Utf8JsonReader reader, int level, MapValue<T> read)
    {
        if (!IsObject(ref reader))
        {
            return null;
        }

        Dictionary<string, T>? map = null;
        while (NextMember(ref reader))
        {
            // The reader's own GetString would throw on bytes that are not UTF-8; here they become U+FFFD, as in Go.
            var key = reader.ValueIsEscaped ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);
            reader.Read();
            if (read(ref reader, level, out var value))
            {
                (map ??= [])[key] = value;
            }
        }

        return map;
    }
}
