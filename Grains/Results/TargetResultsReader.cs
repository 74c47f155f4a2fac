using System.Text.Json;

namespace Lockers.Grains.Results;

/// <summary>
/// Reads what peers store under <c>client,{target}</c>, in the words of goto 0.4-0.8 or of 0.9 and later. The text may
/// be anything, so this never throws: a text that is not JSON counts zero, as does a member of the wrong type.
/// </summary>
internal static class TargetResultsReader
{
    // The reader keeps one bit a level and skips without recursion; the levels that recur are bounded elsewhere.
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <summary>Reads one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="countsOnly">Only requests, responses by status code, first and last response.</param>
    public static TargetResults Read(ReadOnlySpan<byte> text, bool countsOnly = false)
    {
        var results = new TargetResults();
        var reader = new Utf8JsonReader(text, AnyDepth);
        try
        {
            reader.Read();
            if (JsonValues.IsObject(ref reader))
            {
                while (JsonValues.NextMember(ref reader))
                {
                    Member(ref reader, results, countsOnly);
                }
            }

            // Anything after the value is an error, which only the next read finds.
            reader.Read();
            return results;
        }
        catch (JsonException)
        {
            return new TargetResults();
        }
        catch (InvalidOperationException)
        {
            // An escaped text that is not Unicode, such as "\ud800", has no value.
            return new TargetResults();
        }
    }

    private static void Member(ref Utf8JsonReader reader, TargetResults into, bool countsOnly)
    {
        if (JsonValues.Is(ref reader, "invocationCounts"u8) || JsonValues.Is(ref reader, "invocationCount"u8))
        {
            reader.Read();
            into.Invocations = JsonValues.Number(ref reader);
        }
        else if (JsonValues.Is(ref reader, "retriedInvocationCounts"u8))
        {
            reader.Read();
            into.RetriedInvocations = JsonValues.Number(ref reader);
        }
        else if (JsonValues.Is(ref reader, "firstResponse"u8) || JsonValues.Is(ref reader, "firstResultAt"u8))
        {
            reader.Read();
            into.First = JsonValues.Time(ref reader);
        }
        else if (JsonValues.Is(ref reader, "lastResponse"u8) || JsonValues.Is(ref reader, "lastResultAt"u8))
        {
            reader.Read();
            into.Last = JsonValues.Time(ref reader);
        }
        else if (!countsOnly)
        {
            MapMember(ref reader, into);
        }
        else if (JsonValues.Is(ref reader, "countsByStatusCodes"u8))
        {
            reader.Read();
            into.ByStatusCode = JsonValues.Map<long>(ref reader, 0, CountReader.Total);
        }
        else
        {
            reader.Skip();
        }
    }

    private static void MapMember(ref Utf8JsonReader reader, TargetResults into)
    {
        if (JsonValues.Is(ref reader, "countsByStatus"u8))
        {
            reader.Read();
            into.ByStatus = JsonValues.Map<long>(ref reader, 0, CountReader.Total);
        }
        else if (JsonValues.Is(ref reader, "countsByStatusCodes"u8))
        {
            reader.Read();
            Tallied(reader, into, TallyKind.StatusCodes);
            into.ByStatusCode = JsonValues.Map<long>(ref reader, 0, CountReader.Total);
        }
        else if (JsonValues.Is(ref reader, "countsByHeaders"u8))
        {
            reader.Read();
            into.ByHeader = JsonValues.Map<HeaderCounts>(ref reader, 0, HeaderCountsReader.Header);
        }
        else if (JsonValues.Is(ref reader, "countsByURIs"u8))
        {
            reader.Read();
            Tallied(reader, into, TallyKind.Uris);
            into.ByUri = JsonValues.Map<long>(ref reader, 0, CountReader.Total);
        }
        else
        {
            LaterMember(ref reader, into);
        }
    }

    private static void LaterMember(ref Utf8JsonReader reader, TargetResults into)
    {
        foreach (var kind in Tallies.OfLaterOnly)
        {
            if (!JsonValues.Is(ref reader, Tallies.Utf8Name(kind))) continue;
            reader.Read();
            Tally(ref reader, into, kind);
            return;
        }

        reader.Skip();
    }

    // The totals are read from the same map once more: in the earlier dialect it has nothing else.
    private static void Tallied(Utf8JsonReader reader, TargetResults into, TallyKind kind)
    {
        if (TallyReader.IsMap(reader)) Tally(ref reader, into, kind);
    }

    private static void Tally(ref Utf8JsonReader reader, TargetResults into, TallyKind kind)
    {
        if (JsonValues.Map<Tally>(ref reader, 0, TallyReader.Tally) is { } map) (into.Tallies ??= new())[kind] = map;
    }
}
