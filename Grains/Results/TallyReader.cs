using System.Text.Json;

namespace Lockers.Grains.Results;

/// <summary>
/// Reads counts that are made up of others:
/// <c>{"count","clientStreamCount","serverStreamCount","retries","firstResultAt","lastResultAt","byStatusCodes":{},"byTimeBuckets":{}}</c>.
/// </summary>
internal static class TallyReader
{
    /// <summary>The levels of counts within counts that are read; what is nested deeper is dropped. Peers nest two.</summary>
    public const int MaxLevels = 4;

    /// <summary>One count with what it is made up of; a bare number is one too.</summary>
    public static bool Tally(ref Utf8JsonReader reader, int level, out Tally value)
    {
        value = new Tally();
        if (reader.TokenType == JsonTokenType.Number)
        {
            value.Count = new(JsonValues.Number(ref reader), 0, default, default);
            return true;
        }

        if (level >= MaxLevels || !JsonValues.IsObject(ref reader))
        {
            reader.Skip();
            return false;
        }

        while (JsonValues.NextMember(ref reader))
        {
            Member(ref reader, level + 1, value);
        }

        return true;
    }

    /// <summary>Whether the value that the reader is on is a map in the later dialect, as its first entry shows.</summary>
    public static bool IsMap(Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.StartObject && JsonValues.NextMember(ref reader) && reader.Read()
        && reader.TokenType == JsonTokenType.StartObject;

    private static void Member(ref Utf8JsonReader reader, int level, Tally into)
    {
        if (JsonValues.Is(ref reader, "byStatusCodes"u8))
        {
            reader.Read();
            into.ByStatusCode = JsonValues.Map<Tally>(ref reader, level, Tally);
        }
        else if (JsonValues.Is(ref reader, "byTimeBuckets"u8))
        {
            reader.Read();
            into.ByTimeBucket = JsonValues.Map<Tally>(ref reader, level, Tally);
        }
        else if (JsonValues.Is(ref reader, "clientStreamCount"u8))
        {
            reader.Read();
            into.ClientStreams = JsonValues.Number(ref reader);
        }
        else if (JsonValues.Is(ref reader, "serverStreamCount"u8))
        {
            reader.Read();
            into.ServerStreams = JsonValues.Number(ref reader);
        }
        else
        {
            into.Count = CountReader.Member(ref reader, into.Count);
        }
    }
}
