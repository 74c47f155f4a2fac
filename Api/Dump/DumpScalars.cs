using System.Text.Json;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>Reads values of a dump that are neither objects nor texts of users.</summary>
internal static class DumpScalars
{
    /// <summary>Refuses what cannot be.</summary>
    /// <param name="why">Why it cannot be, or null.</param>
    /// <exception cref="JsonException">There is a reason.</exception>
    public static void Require(string? why)
    {
        if (why is not null) throw new JsonException(why);
    }

    /// <summary>A string.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static string Text(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("it is not a string");

    /// <summary>True or false.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static bool Bool(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.True or JsonTokenType.False
            ? reader.GetBoolean()
            : throw new JsonException("it is neither true nor false");

    /// <summary>A time, UTC ticks.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static long Time(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && Rfc3339.TryParse(reader.ValueSpan, out var time)
            ? time
            : throw new JsonException("it is not an RFC 3339 time");

    /// <summary>When something expires, UTC ticks; not 0, which is "never".</summary>
    /// <inheritdoc cref="Time" path="/exception"/>
    public static long Expiry(ref Utf8JsonReader reader) => Math.Max(1, Time(ref reader));
}
