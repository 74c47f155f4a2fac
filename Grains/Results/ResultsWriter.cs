using System.Text.Json;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Results;

/// <summary>
/// Writes results in the shape of goto 0.4-0.8: every member in goto's order, maps by key, nothing null. However large they are,
/// a page holds little more than a page.
/// </summary>
internal sealed class ResultsWriter(PageWriter page) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(page, JsonText.Options);

    /// <summary>The writer, for single values.</summary>
    public Utf8JsonWriter Json => _json;

    /// <summary>A target's results; the name is the one they were stored under.</summary>
    public IEnumerable<PageBreak> Target(string target, TargetResults results)
    {
        _json.WriteStartObject();
        _json.WriteString("target"u8, target);
        _json.WriteNumber("invocationCounts"u8, results.Invocations);
        Times(results.First, results.Last);
        _json.WriteNumber("retriedInvocationCounts"u8, results.RetriedInvocations);
        foreach (var full in Numbers("countsByStatus", results.ByStatus)) yield return full;
        foreach (var full in Numbers("countsByStatusCodes", results.ByStatusCode)) yield return full;
        foreach (var full in Maps("countsByHeaders", results.ByHeader, Header)) yield return full;
        foreach (var full in Numbers("countsByURIs", results.ByUri)) yield return full;
        _json.WriteEndObject();
    }

    /// <summary>A header's counts.</summary>
    public IEnumerable<PageBreak> Header(string header, HeaderCounts counts)
    {
        _json.WriteStartObject();
        _json.WriteString("header"u8, header);
        _json.WritePropertyName("count"u8);
        Count(counts.Count);
        foreach (var full in Values("countsByValues", counts.ByValue, Count)) yield return full;
        foreach (var full in Values("countsByStatusCodes", counts.ByStatusCode, Count)) yield return full;
        foreach (var full in Maps("countsByValuesStatusCodes", counts.ByValueAndStatusCode, (_, codes) => Values(codes, Count)))
            yield return full;
        foreach (var full in Maps("crossHeaders", counts.Crossed, Header)) yield return full;
        foreach (var full in Maps("crossHeadersByValues", counts.CrossedByValue, (_, headers) => Maps(headers, Header)))
            yield return full;
        Times(counts.First, counts.Last);
        _json.WriteEndObject();
    }

    /// <summary>A map of bare numbers as a member.</summary>
    public IEnumerable<PageBreak> Numbers(string name, Dictionary<string, long>? map) => Values(name, map, _json.WriteNumberValue);

    /// <summary>A map of small values as a member of the object that is being written.</summary>
    public IEnumerable<PageBreak> Values<T>(string name, Dictionary<string, T>? map, Action<T> write)
    {
        _json.WritePropertyName(name);
        return Values(map, write);
    }

    /// <summary>A map of small values, its keys in the order of their UTF-8 bytes.</summary>
    public IEnumerable<PageBreak> Values<T>(Dictionary<string, T>? map, Action<T> write)
    {
        _json.WriteStartObject();
        foreach (var key in Keys(map))
        {
            _json.WritePropertyName(key);
            write(map![key]);
            if (!page.Full) continue;
            _json.Flush();
            yield return default;
        }

        _json.WriteEndObject();
    }

    /// <summary>A map of what can be large as a member of the object that is being written.</summary>
    public IEnumerable<PageBreak> Maps<T>(string name, Dictionary<string, T>? map, Func<string, T, IEnumerable<PageBreak>> write)
    {
        _json.WritePropertyName(name);
        return Maps(map, write);
    }

    /// <summary>A map of what can be large, its keys in the order of their UTF-8 bytes.</summary>
    public IEnumerable<PageBreak> Maps<T>(Dictionary<string, T>? map, Func<string, T, IEnumerable<PageBreak>> write)
    {
        _json.WriteStartObject();
        foreach (var key in Keys(map))
        {
            _json.WritePropertyName(key);
            foreach (var full in write(key, map![key])) yield return full;
            if (!page.Full) continue;
            _json.Flush();
            yield return default;
        }

        _json.WriteEndObject();
    }

    /// <summary>A time as a value.</summary>
    public void Time(Instant time)
    {
        Span<byte> text = stackalloc byte[Rfc3339.MaxLength];
        _json.WriteStringValue(text[..Rfc3339.Format(time.Ticks, time.Nanoseconds, text)]);
    }

    /// <summary>Puts what was written on the page.</summary>
    public void Dispose() => _json.Dispose();

    private static IEnumerable<string> Keys<T>(Dictionary<string, T>? map) => map is null ? [] : map.Keys.Order(Utf8Order.Instance);

    private void Count(CountInfo count)
    {
        _json.WriteStartObject();
        _json.WriteNumber("value"u8, count.Value);
        _json.WriteNumber("retries"u8, count.Retries);
        Times(count.First, count.Last);
        _json.WriteEndObject();
    }

    private void Times(Instant first, Instant last)
    {
        _json.WritePropertyName("firstResponse"u8);
        Time(first);
        _json.WritePropertyName("lastResponse"u8);
        Time(last);
    }
}
