using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;

namespace Lockers.Grains.Results.Tables;

/// <summary>Writes two tables side by side as JSON.</summary>
internal static class ComparisonJson
{
    /// <summary>
    /// <c>{"a":"run1","b":"run2","by":"target","status":"5xx"?,"rows":[Row],"total":Row}</c>. A Row is a name (see <see cref="RowName.Write"/>; the total
    /// has none) and <c>"a":Sums|null,"b":Sums|null,"difference":Sums</c>, where Sums are
    /// <c>{"requests":2,"responses":2,"share":1,"statuses":{"200":2},"shares":{"200":1}}</c>. A difference is that of b less that of a; it has every
    /// status that either has.
    /// </summary>
    public static IEnumerable<PageBreak> Write(PageWriter page, string a, string b, ResultTableQuery query, List<ComparedRow> rows)
    {
        using var to = new ResultsWriter(page);
        var json = to.Json;
        json.WriteStartObject();
        json.WriteString("a"u8, a);
        json.WriteString("b"u8, b);
        TableJson.Head(json, query);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            row.Name.Write(json);
            foreach (var full in Row(to, row, query.Statuses)) yield return full;
            json.WriteEndObject();
            if (!page.Full) continue;
            json.Flush();
            yield return default;
        }

        json.WriteEndArray();
        json.WriteStartObject("total"u8);
        foreach (var full in Row(to, ComparedRow.Total(query.By, rows), query.Statuses)) yield return full;
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static IEnumerable<PageBreak> Row(ResultsWriter to, ComparedRow row, StatusFilter filter)
    {
        var (a, b) = row.Sums(filter);
        foreach (var full in Sums(to, "a", row.A is null ? null : a)) yield return full;
        foreach (var full in Sums(to, "b", row.B is null ? null : b)) yield return full;
        to.Json.WriteStartObject("difference"u8);
        to.Json.WriteNumber("requests"u8, b.Requests - a.Requests);
        to.Json.WriteNumber("responses"u8, b.Responses - a.Responses);
        to.Json.WriteNumber("share"u8, Math.Round(b.Share - a.Share, 6));
        var (counts, shares) = Differences(a, b);
        foreach (var full in to.Numbers("statuses", counts)) yield return full;
        foreach (var full in to.Values("shares", shares, to.Json.WriteNumberValue)) yield return full;
        to.Json.WriteEndObject();
    }

    private static IEnumerable<PageBreak> Sums(ResultsWriter to, string name, ResultSums? sums)
    {
        if (sums is null)
        {
            to.Json.WriteNull(name);
            yield break;
        }

        to.Json.WriteStartObject(name);
        to.Json.WriteNumber("requests"u8, sums.Requests);
        to.Json.WriteNumber("responses"u8, sums.Responses);
        to.Json.WriteNumber("share"u8, sums.Share);
        foreach (var full in to.Numbers("statuses", sums.Statuses)) yield return full;
        foreach (var full in to.Values("shares", sums.Statuses, count => to.Json.WriteNumberValue(sums.ShareOf(count)))) yield return full;
        to.Json.WriteEndObject();
    }

    private static (Dictionary<string, long> Counts, Dictionary<string, double> Shares) Differences(ResultSums a, ResultSums b)
    {
        var (counts, shares) = (new Dictionary<string, long>(), new Dictionary<string, double>());
        foreach (var code in (a.Statuses?.Keys ?? Enumerable.Empty<string>()).Union(b.Statuses?.Keys ?? Enumerable.Empty<string>()))
        {
            counts[code] = b.Of(code) - a.Of(code);
            shares[code] = Math.Round(b.ShareOf(b.Of(code)) - a.ShareOf(a.Of(code)), 6);
        }

        return (counts, shares);
    }
}
