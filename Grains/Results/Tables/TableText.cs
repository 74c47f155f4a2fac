using System.Globalization;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Results.Tables;

/// <summary>
/// Writes a table as lines of at most 80 columns: a header, a line for each row, a total. Beside the requests stand the responses by status code,
/// and with a filter those that count and their share of all responses.
/// </summary>
internal static class TableText
{
    private const int Share = 6;
    private const int MinStatuses = 12;
    private const int MaxCounted = 10;

    public static IEnumerable<PageBreak> Write(PageWriter page, ResultTableQuery query, List<ResultRow> rows)
    {
        const string totalName = "total";
        var total = new ResultSums(ResultSums.Total(rows), query.Statuses);
        var filtered = !query.Statuses.IsAll;
        var (word, counted) = (RowName.Word(query.By), Counted(query.Statuses));
        var widths = filtered
            ? new[] { Width("requests", total.Requests), Width(counted, total.Responses), Share }
            : [Width("requests", total.Requests)];
        var columns = new TextColumns(rows.Select(row => ShownText.Escape(row.Name.Text)).Append(totalName).Append(word), widths, MinStatuses);
        columns.Line(page, word, filtered ? ["requests", counted, "share"] : ["requests"], "responses");
        foreach (var row in rows)
        {
            Line(ShownText.Escape(row.Name.Text), new(row.Results, query.Statuses));
            if (page.Full) yield return default;
        }

        Line(totalName, total);

        void Line(string name, ResultSums sums) => columns.Line(
            page, name, filtered ? [Text(sums.Requests), Text(sums.Responses), TextColumns.Percent(sums.Share)] : [Text(sums.Requests)],
            Statuses(sums, columns.Text));
    }

    /// <summary>What the column of responses that count is called.</summary>
    public static string Counted(StatusFilter filter, int most = MaxCounted) => filter.ToString() is { Length: > 0 } text && text.Length <= most ? text : "counted";

    // Whole ones, as many as there is room for.
    private static string Statuses(ResultSums sums, int columns)
    {
        const string more = " …";
        var text = new StringBuilder();
        foreach (var code in sums.Statuses?.Keys.Order(Utf8Order.Instance) ?? Enumerable.Empty<string>())
        {
            var one = string.Create(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? " " : "")}{ShownText.Escape(code)}:{sums.Of(code)}");
            if (ShownText.Width(text.ToString()) + ShownText.Width(one) + more.Length > columns) return text.Append(more).ToString();
            text.Append(one);
        }

        return text.ToString();
    }

    private static int Width(string header, long most) => Math.Max(header.Length, Text(most).Length);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
