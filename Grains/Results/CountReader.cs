using System.Text.Json;

namespace Lockers.Grains.Results;

/// <summary>
/// Reads counts of either dialect: a bare number, <c>{"value","retries","firstResponse","lastResponse"}</c> (to 0.8)
/// or <c>{"count","retries","firstResultAt","lastResultAt",...}</c> (0.9+).
/// </summary>
internal static class CountReader
{
    /// <summary>The count with its times.</summary>
    public static bool Count(ref Utf8JsonReader reader, int level, out CountInfo value)
    {
        value = default;
        if (reader.TokenType == JsonTokenType.Number)
        {
            value = value with { Value = JsonValues.Number(ref reader) };
            return true;
        }

        if (!JsonValues.IsObject(ref reader))
        {
            return false;
        }

        while (JsonValues.NextMember(ref reader))
        {
            value = Member(ref reader, value);
        }

        return true;
    }

    /// <summary>The count alone.</summary>
    public static bool Total(ref Utf8JsonReader reader, int level, out long value)
    {
        var valid = Count(ref reader, level, out var count);
        value = count.Value;
        return valid;
    }

    /// <summary>A map from a header's value to counts by status code.</summary>
    public static bool Counts(ref Utf8JsonReader reader, int level, out Dictionary<string, CountInfo> value)
    {
        var valid = reader.TokenType == JsonTokenType.StartObject;
        value = JsonValues.Map<CountInfo>(ref reader, level, Count) ?? [];
        return valid;
    }

    /// <summary>Takes the member that the reader is on, and its value, into a count.</summary>
    public static CountInfo Member(ref Utf8JsonReader reader, CountInfo count)
    {
        if (JsonValues.Is(ref reader, "value"u8) || JsonValues.Is(ref reader, "count"u8))
        {
            reader.Read();
            return count with { Value = JsonValues.Number(ref reader) };
        }

        if (JsonValues.Is(ref reader, "retries"u8))
        {
            reader.Read();
            return count with { Retries = JsonValues.Number(ref reader) };
        }

        if (JsonValues.Is(ref reader, "firstResponse"u8) || JsonValues.Is(ref reader, "firstResultAt"u8))
        {
            reader.Read();
            return count with { First = JsonValues.Time(ref reader) };
        }

        if (JsonValues.Is(ref reader, "lastResponse"u8) || JsonValues.Is(ref reader, "lastResultAt"u8))
        {
            reader.Read();
            return count with { Last = JsonValues.Time(ref reader) };
        }

        reader.Skip();
        return count;
    }
}
