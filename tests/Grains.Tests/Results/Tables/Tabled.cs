using System.Text;
using System.Text.Json;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Results;
using Lockers.Grains.Results.Tables;
using Lockers.Grains.Tests.Reading;

namespace Lockers.Grains.Tests.Results.Tables;

/// <summary>Tables of made-up reports, written.</summary>
internal static class Tabled
{
    /// <summary>A query whose statuses are <c>5xx</c> or the like.</summary>
    public static ResultTableQuery Query(ResultGrouping by, string status = "")
    {
        var filter = StatusFilter.All;
        if (status.Length > 0 && StatusFilter.WhyNot(status, out filter) is { } why) throw new ArgumentException(why, nameof(status));
        return new(by, filter, TableFormat.Json, Epochs: false);
    }

    /// <summary>A table of what instances report of targets.</summary>
    public static ResultTable Of(ResultGrouping by, params (string Peer, string Address, string Target, string Text)[] reports)
    {
        var table = new ResultTable(by);
        foreach (var instance in reports.GroupBy(report => (report.Peer, report.Address)))
        {
            var results = new PeerResults();
            foreach (var (_, _, target, text) in instance) results.Add(target, Encoding.UTF8.GetBytes(text));
            table.Add(instance.Key.Peer, instance.Key.Address, results);
        }

        return table;
    }

    /// <summary>A report of goto 0.4-0.8 with so many responses of each status.</summary>
    public static string Report(params (string Code, long Count)[] statuses) =>
        $$$"""{"invocationCounts":{{{statuses.Sum(status => status.Count)}}},"countsByStatusCodes":{{{{Codes(statuses)}}}}}""";

    /// <summary>A table as lines.</summary>
    public static string[] Lines(ResultTable table, ResultTableQuery query) => Lines(Rendered.Text(page => TableText.Write(page, query, table.Rows(query.Statuses))));

    /// <summary>Two tables side by side as lines.</summary>
    public static string[] Lines(ResultTable a, ResultTable b, ResultTableQuery query) =>
        Lines(Rendered.Text(page => ComparisonText.Write(page, "run1", "run2", query, ComparedRow.Of(a, b, query.Statuses))));

    private static string Codes((string Code, long Count)[] statuses) =>
        string.Join(',', statuses.Select(status => $"\"{JsonEncodedText.Encode(status.Code)}\":{status.Count}"));

    private static string[] Lines(string text) => text.Split('\n')[..^1];
}
