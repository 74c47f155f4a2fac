using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;

namespace Lockers.Grains.Results.Tables;

/// <summary>
/// Writes two tables side by side as CSV, without a total: the name (of an instance two columns), then requests, responses that count and their share of all,
/// each of a, of b, and the difference of b less a, then the status codes of a and of b. What a row that is not there would say is empty.
/// </summary>
internal static class ComparisonCsv
{
    public static IEnumerable<PageBreak> Write(PageWriter page, ResultTableQuery query, List<ComparedRow> rows)
    {
        var csv = new CsvLine(page);
        foreach (var column in (string[])[.. RowName.Columns(query.By), .. Three("requests"), .. Three("responses"), .. Three("share"), "aStatuses", "bStatuses"])
            csv.Text(column);
        csv.End();
        foreach (var row in rows)
        {
            var (a, b) = row.Sums(query.Statuses);
            foreach (var cell in row.Name.Cells()) csv.Text(cell);
            Numbers(row, a.Requests, b.Requests);
            Numbers(row, a.Responses, b.Responses);
            if (row.A is null) csv.Text("");
            else csv.Number(a.Share);
            if (row.B is null) csv.Text("");
            else csv.Number(b.Share);
            csv.Number(Math.Round(b.Share - a.Share, 6));
            foreach (var full in csv.Statuses(a)) yield return full;
            foreach (var full in csv.Statuses(b)) yield return full;
            csv.End();
            if (page.Full) yield return default;
        }

        void Numbers(ComparedRow row, long a, long b)
        {
            if (row.A is null) csv.Text("");
            else csv.Number(a);
            if (row.B is null) csv.Text("");
            else csv.Number(b);
            csv.Number(b - a);
        }
    }

    private static string[] Three(string of) => [$"a{of[..1].ToUpperInvariant()}{of[1..]}", $"b{of[..1].ToUpperInvariant()}{of[1..]}", $"{of}Difference"];
}
