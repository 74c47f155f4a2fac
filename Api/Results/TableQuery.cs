using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Results;

/// <summary>What a query says of a table of results: <c>by</c>, <c>status</c>, <c>format</c>, <c>epochs</c>.</summary>
internal static class TableQuery
{
    private const string By = "by";
    private const string Status = "status";
    private const string Format = "format";

    /// <summary>How the API's document has it, without <c>epochs</c>.</summary>
    public static DocPart[] Asked { get; } =
    [
        Asks.OneOf(By, "A row for each of these.", "target", "peer", "instance"),
        Asks.Value(Status, "Only responses with these statuses: codes, classes such as `5xx`, either with `!` for all others; `,` between them.", "5xx"),
        Asks.OneOf(Format, "How the table is written.", "json", "text", "csv"),
    ];

    /// <summary>Whether the query asks for a table: it has <c>by</c>, <c>status</c> or <c>format</c>.</summary>
    public static bool IsTable(HttpRequest request) =>
        (Query.Value(request, By) ?? Query.Value(request, Status) ?? Query.Value(request, Format)) is not null;

    /// <summary>The table that is asked for: by target, of all statuses, as JSON, where the query does not say it.</summary>
    /// <exception cref="ProblemException">400, saying what is allowed.</exception>
    public static ResultTableQuery Parse(HttpRequest request)
    {
        if (Query.Flag(request, "detailed"))
            throw ProblemException.BadRequest("?detailed=y asks for goto's answer, and ?by, ?status and ?format ask for a table: leave one out.");
        return new(Grouping(request), Statuses(request), TableFormatOf(request), Query.Flag(request, "epochs"));
    }

    private static ResultGrouping Grouping(HttpRequest request) => Query.Value(request, By)?.ToUpperInvariant() switch
    {
        null or "TARGET" => ResultGrouping.Target,
        "PEER" => ResultGrouping.Peer,
        "INSTANCE" => ResultGrouping.Instance,
        _ => throw ProblemException.BadRequest($"?by={Query.Value(request, By)} is none of target, peer, instance."),
    };

    private static TableFormat TableFormatOf(HttpRequest request) => Query.Value(request, Format)?.ToUpperInvariant() switch
    {
        null or "JSON" => TableFormat.Json,
        "TEXT" => TableFormat.Text,
        "CSV" => TableFormat.Csv,
        _ => throw ProblemException.BadRequest($"?format={Query.Value(request, Format)} is none of json, text, csv."),
    };

    private static StatusFilter Statuses(HttpRequest request)
    {
        if (Query.Value(request, Status) is not { } text) return StatusFilter.All;
        return StatusFilter.WhyNot(text, out var filter) is not { } why ? filter : throw ProblemException.BadRequest(
            $"?status={text}: {why}. A status is a code such as 404, a class such as 5xx, or either with ! before it for all others;"
            + $" several have ',' between them, {StatusFilter.MaxPatterns} at most.");
    }
}
