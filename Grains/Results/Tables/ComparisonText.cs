using System.Globalization;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;

namespace Lockers.Grains.Results.Tables;

/// <summary>
/// Writes two tables side by side as lines of at most 80 columns: which is a and which b; requests, responses that count, and their share of all
/// responses, of a, of b, and the difference; a line for each row; a total. Without a filter what is no success counts.
/// </summary>
internal static class ComparisonText
{
    private const int Number = 7;
    private const int Signed = 8;
    private const int Share = 6;
    private const string Missing = "-";
    private static readonly int[] Widths = [Number, Number, Signed, Number, Number, Signed, Share, Share];

    /// <summary>Which responses count in lines where the query does not say it.</summary>
    public static StatusFilter Filter(ResultTableQuery query) => query.Statuses.IsAll ? StatusFilter.NoSuccess : query.Statuses;

    /// <summary>Writes it.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="a">The label of the one.</param>
    /// <param name="b">The label of the other.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="rows">The rows, those of <paramref name="query"/>.</param>
    public static IEnumerable<PageBreak> Write(PageWriter page, string a, string b, ResultTableQuery query, List<ComparedRow> rows)
    {
        var (filter, word) = (Filter(query), RowName.Word(query.By));
        var columns = new TextColumns(rows.Select(row => ShownText.Escape(row.Name.Text)).Append(word).Append("total"), Widths, text: 0, gap: 1);
        foreach (var (name, label) in new[] { ("a", a), ("b", b) })
            new TextColumns([name], [], text: 1).Line(page, name, [], ShownText.Escape(label));
        var counted = TableText.Counted(filter, Signed);
        columns.Line(page, "", ["", "", "requests", "", "", counted, "", "share"]);
        columns.Line(page, word, ["a", "b", "b-a", "a", "b", "b-a", "a", "b"]);
        foreach (var row in rows)
        {
            Line(row, ShownText.Escape(row.Name.Text));
            if (page.Full) yield return default;
        }

        Line(ComparedRow.Total(query.By, rows), "total");

        void Line(ComparedRow row, string name)
        {
            var (left, right) = row.Sums(filter);
            columns.Line(page, name, [
                Of(row.A, left.Requests), Of(row.B, right.Requests), Difference(left.Requests, right.Requests),
                Of(row.A, left.Responses), Of(row.B, right.Responses), Difference(left.Responses, right.Responses),
                row.A is null ? Missing : TextColumns.Percent(left.Share), row.B is null ? Missing : TextColumns.Percent(right.Share)]);
        }
    }

    private static string Of(TargetResults? results, long number) => results is null ? Missing : TextColumns.Short(number);

    private static string Difference(long a, long b) => b > a ? string.Create(CultureInfo.InvariantCulture, $"+{TextColumns.Short(b - a)}") : TextColumns.Short(b - a);
}
