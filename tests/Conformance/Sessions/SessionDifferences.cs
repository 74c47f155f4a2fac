using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockers.Conformance.Comparison;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Sessions;

/// <summary>Where our answers to live peers of 0.9, and to those who read what they sent, differ from goto's on purpose, and why.</summary>
internal static partial class SessionDifferences
{
    /// <summary>The recording that most are about.</summary>
    public const string Full = "goto-0.9-full-session.jsonl.gz";
    private const string Any = "goto-0.*";
    private const string Shapes = "Lockers of peers have the shapes of 0.4.1 (API.md); 0.9 shows all peers whatever the name, without what they hold, "
        + "answers {} where nothing is, and has what is at a path of all lockers where ours is of the current one.";

    public static IReadOnlyList<DeliberateDifference> All { get; } =
    [
        new("Events_are_numbered_in_their_locker", Any, "POST /registry/peers/*/*/events/store", "A new locker begins with one; goto numbers a peer's events over all lockers.", Stored)
        {
            When = line => line.Status == 200,
        },
        new("Names_of_peers_differ_by_case", Full, "*", "Two names that differ by case are two peers; 0.9 takes them for one.", (_, _, ours) =>
            ours.Status == 200 && ours.Text.Trim() is "{}" or "{\"details\":{},\"summary\":{}}" ? null : $"expected nothing, got {ours}")
        {
            When = line => line.Uri.Contains("/PEER1/", StringComparison.Ordinal),
        },
        new("Merged_counts_keep_what_is_below_them", Full, "*", "0.9 loses counts by status below counts by time when it merges two instances.", Fuller)
        {
            When = line => line.Uri.Contains("/client/results/details", StringComparison.Ordinal) && line.Status == 200,
        },
        new("All_is_no_label", Full, "*", "It is a word of the API.", Expectations.Refused(400, "is a word of the API"))
        {
            When = line => line.Uri.Contains("/lockers/all/peers/", StringComparison.Ordinal),
        },
        new("A_unified_timeline_is_asked_for_by_a_flag", Full, "*", "To 0.9 it is an instance of a peer called events.", Expectations.ProblemOf(404))
        {
            When = line => line.Uri.EndsWith("/events/unified", StringComparison.Ordinal),
        },
        new("Timelines_are_of_a_locker_and_whole", Any, "*",
            "Timelines are those of the current locker, of the peers that are named; what Go printed is shown too, and the registry has a timeline of its own (PEERS.md). 0.9 "
            + "shows all lockers and peers unless a label is named, drops what is not JSON, and does not unify.", Timelines.Difference)
        {
            When = line => line.Method == "GET" && line.Status == 200 && Events().IsMatch(line.Uri),
        },
        new("Lockers_of_peers_have_the_shapes_of_041", Full, "*", Shapes, LockersOfPeers.Difference)
        {
            When = line => line.Method == "GET" && line.Status == 200 && Lockers().IsMatch(line.Uri),
        },
        new("A_locker_that_a_session_closed_says_how_much_went", Full, "POST /registry/lockers/run2/close", "Mutations are answered in the words of 0.4.1, with how much went behind them.",
            Expectations.Line("Locker run2 is emptied and closed")),
        new("What_is_wrong_in_a_session_is_a_problem", Full, "*", "Errors are problem+json; goto's are lines of its own (API.md).", Expectations.ProblemInOurWords)
        {
            When = line => line.Status is >= 400 and < 500 and not 424,
        },
    ];

    private static string? Stored(Comparer comparer, Recording theirs, Answer ours) =>
        ours.Status == 200 && Number().Replace(ours.Text, "[]") == Number().Replace(theirs.Response, "[]") ? null : $"expected {theirs.Response}, got {ours}";

    private static string? Fuller(Comparer comparer, Recording theirs, Answer ours)
    {
        if (ours.Status != 200) return $"expected 200, got {ours}";
        var (left, right) = (JsonNode.Parse(theirs.Response)!, ours.Json!);
        WithoutMore(left, right);
        return comparer.Json(theirs.Uri, left, With(ours, right));
    }

    private static void WithoutMore(JsonNode? left, JsonNode? right)
    {
        if (left is not JsonObject theirs || right is not JsonObject ours) return;
        if (!theirs.ContainsKey("byStatusCodes")) ours.Remove("byStatusCodes");
        foreach (var (name, value) in theirs) WithoutMore(value, ours[name]);
    }

    private static Answer With(Answer ours, JsonNode json) =>
        new(200, new Dictionary<string, string> { ["Content-Type"] = ours.ContentType ?? "" }, Encoding.UTF8.GetBytes(json.ToJsonString()));

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Number();

    [GeneratedRegex(@"/events(\?|$|/search/)")]
    private static partial Regex Events();

    [GeneratedRegex(@"^/registry/(peers/lockers$|peers/.*/lockers?(\?|$|/get/)|lockers/run1/peers(?!.*/client/results))")]
    private static partial Regex Lockers();
}
