using System.Text.Json;

namespace Lockers.Grains.Results;

/// <summary>
/// Reads the counts of a header in either dialect. To 0.8 <c>count</c> is an object and the header has times of its
/// own; from 0.9 on the members of that object are the header's own members.
/// </summary>
internal static class HeaderCountsReader
{
    /// <summary>
    /// The levels of crossed headers that are read; what is nested deeper is dropped. Peers cross a handful of
    /// headers, while the text may nest as deep as its length allows, and the reading and merging recur.
    /// </summary>
    public const int MaxLevels = 16;

    public static bool Header(ref Utf8JsonReader reader, int level, out HeaderCounts value)
    {
        value = new HeaderCounts();
        if (level >= MaxLevels || !JsonValues.IsObject(ref reader))
        {
            reader.Skip();
            return false;
        }

        while (JsonValues.NextMember(ref reader))
        {
            Member(ref reader, level + 1, value);
        }

        WidenToCounts(value);
        return true;
    }

    private static bool Headers(ref Utf8JsonReader reader, int level, out Dictionary<string, HeaderCounts> value)
    {
        var valid = level < MaxLevels && reader.TokenType == JsonTokenType.StartObject;
        value = JsonValues.Map<HeaderCounts>(ref reader, level, Header) ?? [];
        return valid;
    }

    private static void Member(ref Utf8JsonReader reader, int level, HeaderCounts into)
    {
        if (JsonValues.Is(ref reader, "countsByValues"u8))
        {
            reader.Read();
            into.ByValue = JsonValues.Map<CountInfo>(ref reader, level, CountReader.Count);
        }
        else if (JsonValues.Is(ref reader, "countsByStatusCodes"u8))
        {
            reader.Read();
            into.ByStatusCode = JsonValues.Map<CountInfo>(ref reader, level, CountReader.Count);
        }
        else if (JsonValues.Is(ref reader, "countsByValuesStatusCodes"u8))
        {
            reader.Read();
            into.ByValueAndStatusCode = JsonValues.Map<Dictionary<string, CountInfo>>(ref reader, level, CountReader.Counts);
        }
        else if (JsonValues.Is(ref reader, "crossHeaders"u8))
        {
            reader.Read();
            into.Crossed = JsonValues.Map<HeaderCounts>(ref reader, level, Header);
        }
        else if (JsonValues.Is(ref reader, "crossHeadersByValues"u8))
        {
            reader.Read();
            into.CrossedByValue = JsonValues.Map<Dictionary<string, HeaderCounts>>(ref reader, level, Headers);
        }
        else
        {
            OwnCount(ref reader, into);
        }
    }

    private static void OwnCount(ref Utf8JsonReader reader, HeaderCounts into)
    {
        if (JsonValues.Is(ref reader, "firstResponse"u8))
        {
            reader.Read();
            into.Widen(JsonValues.Time(ref reader), default);
            return;
        }

        if (JsonValues.Is(ref reader, "lastResponse"u8))
        {
            reader.Read();
            into.Widen(default, JsonValues.Time(ref reader));
            return;
        }

        var ahead = reader;
        if (JsonValues.Is(ref reader, "count"u8) && ahead.Read() && ahead.TokenType == JsonTokenType.StartObject)
        {
            reader.Read();
            CountReader.Count(ref reader, 0, out var count);
            into.Count = count;
            return;
        }

        into.Count = CountReader.Member(ref reader, into.Count);
    }

    private static void WidenToCounts(HeaderCounts header)
    {
        header.Widen(header.Count.First, header.Count.Last);
        WidenTo(header, header.ByValue);
        WidenTo(header, header.ByStatusCode);
        if (header.ByValueAndStatusCode is { } byValue)
        {
            foreach (var counts in byValue.Values)
            {
                WidenTo(header, counts);
            }
        }
    }

    private static void WidenTo(HeaderCounts header, Dictionary<string, CountInfo>? counts)
    {
        if (counts is null)
        {
            return;
        }

        foreach (var count in counts.Values)
        {
            header.Widen(count.First, count.Last);
        }
    }
}
