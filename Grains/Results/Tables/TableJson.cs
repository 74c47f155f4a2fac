using System.Text.Json;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;

namespace Lockers.Grains.Results.Tables;

/// <summary>Writes a table as JSON.</summary>
internal static class TableJson
{
    /// <summary>
    /// <c>{"label":"run1","by":"target","status":"5xx"?,"rows":[Row],"total":Sums}</c>. A Row is a name (see <see cref="RowName.Write"/>) and Sums:
    /// <c>"requests":2,"responses":2,"share":1,"statuses":{"200":2},"firstResponse":T|null,"lastResponse":T|null</c>.
    /// </summary>
    public static IEnumerable<PageBreak> Write(PageWriter page, string label, ResultTableQuery query, List<ResultRow> rows)
    {
        using var to = new ResultsWriter(page);
        var json = to.Json;
        json.WriteStartObject();
        json.WriteString("label"u8, label);
        Head(json, query);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            row.Name.Write(json);
            foreach (var full in Sums(to, new(row.Results, query.Statuses))) yield return full;
            json.WriteEndObject();
            if (!page.Full) continue;
            json.Flush();
            yield return default;
        }

        json.WriteEndArray();
        json.WriteStartObject("total"u8);
        foreach (var full in Sums(to, new(ResultSums.Total(rows), query.Statuses))) yield return full;
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes <c>"by":"target","status":"5xx","rows":[</c>.</summary>
    public static void Head(Utf8JsonWriter json, ResultTableQuery query)
    {
        json.WriteString("by"u8, RowName.Word(query.By));
        if (!query.Statuses.IsAll) json.WriteString("status"u8, query.Statuses.ToString());
        json.WriteStartArray("rows"u8);
    }

    private static IEnumerable<PageBreak> Sums(ResultsWriter to, ResultSums sums)
    {
        to.Json.WriteNumber("requests"u8, sums.Requests);
        to.Json.WriteNumber("responses"u8, sums.Responses);
        to.Json.WriteNumber("share"u8, sums.Share);
        foreach (var full in to.Numbers("statuses", sums.Statuses)) yield return full;
        Time(to, "firstResponse", sums.First);
        Time(to, "lastResponse", sums.Last);
    }

    private static void Time(ResultsWriter to, string name, Instant time)
    {
        to.Json.WritePropertyName(name);
        if (time.IsSet) to.Time(time);
        else to.Json.WriteNullValue();
    }
}
