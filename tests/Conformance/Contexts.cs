using System.Text.Json.Nodes;
using Lockers.Conformance.Comparison;
using Lockers.Tests.Shared;

namespace Lockers.Conformance;

/// <summary>Where our answers to what a goto of 2026 was asked about contexts differ from its own on purpose, and why.</summary>
internal static class Contexts
{
    public const string File = "goto-2026-contexts.jsonl";

    private const string Counts = "goto's words begin the line; how much was removed follows, so that an accident is seen.";
    private const string Apart = "Lockers of contexts have routes of their own, and the registry's have the shapes and words of 0.4.1; this goto mixes contexts with labels, "
        + "where one can hide the other.";

    private const string Reads = "Outside of contexts what is not there is 404 (API.md).";

    public static IReadOnlyList<DeliberateDifference> Differences { get; } =
    [
        On("What_was_sent_as_JSON_is_answered_as_JSON", "The bytes are goto's; the type is that which was sent (API.md).", Verbatim, 4, 13, 14),
        On("A_key_with_subkeys_is_answered_with_them", "This goto answers <nil>.", Expectations.Json(
            """{"a":{"data":"","subKeys":{"b":{"data":"text","subKeys":{},"firstReported":"","lastReported":""}},"firstReported":"","lastReported":""}}"""), 6),
        On("The_registrys_own_labels_are_listed", "To this goto \"labels\" is a locker.", Expectations.Json("""["default"]"""), 17),
        On("A_locker_of_a_context_is_none_of_the_registry", Reads, Expectations.Refused(404, "Locker 'L1' has nothing"), 18),
        On("The_registrys_own_lockers_are_listed", Apart, Expectations.Json($$"""{"default":{{Locker("default", true)}} }"""), 19),
        On("Current_in_a_context_is_read_as_it_is_written", "\"current\" is an alias everywhere; this goto writes into the current locker of the context, and reads nothing there.",
            (_, _, ours) => ours is { Status: 200, Text: """{"kind":"tool","n":1,"nested":{"a":[1,2]}}""" } ? null : $"expected what was stored, got {ours}", 20),
        On("A_store_into_the_current_locker_of_a_context_says_where", "Answers name the locker that \"current\" stands for.",
            Expectations.Line("Data stored in [Context: c1] labeled locker L1 for path [cur]"), 21),
        On("A_clear_in_a_context_says_how_much_went", Counts, Expectations.Counts, 23),
        On("A_close_in_a_context_says_how_much_went", Counts, Expectations.Counts, 25),
        On("Closing_default_of_a_context_is_a_problem", "Errors are problem+json; the words are in its detail.", Expectations.Problem, 27),
        On("A_dump_has_contexts", "This goto's dump has none; here they stand in a member of our own, without those that were only read.", DumpOfContexts, 28),
        On("A_locker_without_a_context_is_opened_in_the_words_of_others", Apart, Expectations.Line("Locker zz is open and active"), 30),
        On("A_locker_without_a_context_is_stored_into_in_the_words_of_others", Apart, Expectations.Line("Data stored in labeled locker zz for path [q]"), 31, 33),
        On("What_is_missing_outside_of_contexts_is_not_found", Reads, Expectations.Refused(404, "Locker 'zz' has nothing"), 34),
        On("All_lockers_of_the_registry_are_its_own", Apart, Expectations.Json(
            $$"""{"default":{{Locker("default", false)}},"zz":{{Locker("zz", true, """{"q":{"data":"2","subKeys":{},"firstReported":"","lastReported":""}}""")}} }"""), 35),
    ];

    private static DeliberateDifference On(string name, string why, Func<Comparer, Recording, Answer, string?> fault, params int[] lines) =>
        new(name, File, "*", why, fault) { Lines = lines };

    private static string Locker(string label, bool current, string keys = "{}") =>
        $$"""{"label":"{{label}}","peerLockers":{},"dataLocker":{"locker":{{keys}},"active":true},"current":{{(current ? "true" : "false")}}}""";

    private static string? Verbatim(Comparer comparer, Recording theirs, Answer ours) =>
        ours is { Status: 200, ContentType: "application/json" } && ours.Text == theirs.Response ? null : $"expected {theirs.Response} as JSON, got {ours}";

    private static string? DumpOfContexts(Comparer comparer, Recording theirs, Answer ours)
    {
        const string k = """{"k":{"data":"v","subKeys":{},"firstReported":"","lastReported":""}}""";
        var lockers = JsonNode.Parse($$"""{"default":{{Locker("default", true)}} }""");
        var contexts = JsonNode.Parse($$"""{"c1":{"L1":{{Locker("L1", true)}} },"c3":{"auto":{{Locker("auto", false, k)}} } }""");
        var dump = ours.Json!;
        Masks.Apply(contexts, dump["contexts"]);
        Masks.Apply(lockers, dump["lockers"]);
        return JsonDifference.First(contexts, dump["contexts"], "contexts") ?? JsonDifference.First(lockers, dump["lockers"], "lockers");
    }
}
