using System.Text.Json;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Results;

/// <summary>
/// Writes results in the shape of goto 0.4-0.8: every member in goto's order, maps by key, nothing null.
/// </summary>
internal static class ResultsWriter
{
    /// <summary>A target's results; the name is the one they were stored under.</summary>
    public static void Write(Utf8JsonWriter json, string target, TargetResults results)
    {
        json.WriteStartObject();
        json.WriteString("target"u8, target);
        json.WriteNumber("invocationCounts"u8, results.Invocations);
        WriteTimes(json, results.First, results.Last);
        json.WriteNumber("retriedInvocationCounts"u8, results.RetriedInvocations);
        WriteMap(json, "countsByStatus"u8, results.ByStatus, Write);
        WriteMap(json, "countsByStatusCodes"u8, results.ByStatusCode, Write);
        WriteMap(json, "countsByHeaders"u8, results.ByHeader, Write);
        WriteMap(json, "countsByURIs"u8, results.ByUri, Write);
        json.WriteEndObject();
    }

    /// <summary>A header's counts.</summary>
    public static void Write(Utf8JsonWriter json, string header, HeaderCounts counts)
    {
        json.WriteStartObject();
        json.WriteString("header"u8, header);
        json.WritePropertyName("count"u8);
        Write(json, header, counts.Count);
        WriteMap(json, "countsByValues"u8, counts.ByValue, Write);
        WriteMap(json, "countsByStatusCodes"u8, counts.ByStatusCode, Write);
        WriteMap(json, "countsByValuesStatusCodes"u8, counts.ByValueAndStatusCode, static (json, _, codes) => WriteMap(json, codes, Write));
        WriteMap(json, "crossHeaders"u8, counts.Crossed, Write);
        WriteMap(json, "crossHeadersByValues"u8, counts.CrossedByValue, static (json, _, headers) => WriteMap(json, headers, Write));
        WriteTimes(json, counts.First, counts.Last);
        json.WriteEndObject();
    }

    /// <summary>A bare count, at whatever key.</summary>
    public static void Write(Utf8JsonWriter json, string key, long count) => json.WriteNumberValue(count);

    /// <summary>A map as a member of the object that is being written.</summary>
    public static void WriteMap<T>(
        Utf8JsonWriter json, ReadOnlySpan<byte> name, Dictionary<string, T>? map, Action<Utf8JsonWriter, string, T> write)
    {
        json.WritePropertyName(name);
        WriteMap(json, map, write);
    }

    /// <summary>A map as a value, its keys in the order of their UTF-8 bytes.</summary>
    public static void WriteMap<T>(Utf8JsonWriter json, Dictionary<string, T>? map, Action<Utf8JsonWriter, string, T> write)
    {
        json.WriteStartObject();
        if (map is not null)
        {
            foreach (var key in map.Keys.Order(Utf8Order.Instance))
            {
                json.WritePropertyName(key);
                write(json, key, map[key]);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>A time as a value.</summary>
    public static void WriteTime(Utf8JsonWriter json, Instant time)
    {
        Span<byte> text = stackalloc byte[Rfc3339.MaxLength];
        json.WriteStringValue(text[..Rfc3339.Format(time.Ticks, time.Nanoseconds, text)]);
    }

    private static void Write(Utf8JsonWriter json, string key, CountInfo count)
    {
        json.WriteStartObject();
        json.WriteNumber("value"u8, count.Value);
        json.WriteNumber("retries"u8, count.Retries);
        WriteTimes(json, count.First, count.Last);
        json.WriteEndObject();
    }

    private static void WriteTimes(Utf8JsonWriter json, Instant first, Instant last)
    {
        json.WritePropertyName("firstResponse"u8);
        WriteTime(json, first);
        json.WritePropertyName("lastResponse"u8);
        WriteTime(json, last);
    }
}
