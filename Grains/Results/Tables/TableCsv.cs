using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;

namespace Lockers.Grains.Results.Tables;

/// <summary>
/// Writes a table as CSV, without a total, which would be added to the rows: the name (of an instance two columns), requests, responses that count,
/// their share of all, those of each class of status codes, <c>statuses</c> as <c>200=3 503=1</c>, first and last response.
/// </summary>
internal static class TableCsv
{
    private static readonly string[] Classes = ["1xx", "2xx", "3xx", "4xx", "5xx"];
    private static readonly StatusFilter[] Filters = [.. Classes.Select(one => new StatusFilter([one]))];

    public static IEnumerable<PageBreak> Write(PageWriter page, ResultTableQuery query, List<ResultRow> rows)
    {
        var csv = new CsvLine(page);
        foreach (var column in (string[])[.. RowName.Columns(query.By), "requests", "responses", "share", .. Classes, "other", "statuses", "firstResponse", "lastResponse"])
            csv.Text(column);
        csv.End();
        foreach (var row in rows)
        {
            var sums = new ResultSums(row.Results, query.Statuses);
            foreach (var cell in row.Name.Cells()) csv.Text(cell);
            csv.Number(sums.Requests);
            csv.Number(sums.Responses);
            csv.Number(sums.Share);
            foreach (var count in ByClass(sums)) csv.Number(count);
            foreach (var full in csv.Statuses(sums)) yield return full;
            csv.Time(sums.First);
            csv.Time(sums.Last);
            csv.End();
            if (page.Full) yield return default;
        }
    }

    private static long[] ByClass(ResultSums sums)
    {
        var counts = new long[Classes.Length + 1];
        foreach (var (code, count) in sums.Statuses ?? [])
        {
            var at = Array.FindIndex(Filters, filter => filter.Counts(code));
            ref var slot = ref counts[at < 0 ? Classes.Length : at];
            slot = Merging.Sum(slot, count);
        }

        return counts;
    }
}
