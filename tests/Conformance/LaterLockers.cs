using System.Text.Json.Nodes;

namespace Lockers.Conformance;

/// <summary>Where our answers to what a goto 0.7 was asked about lockers differ from its own on purpose, and why.</summary>
internal static class LaterLockers
{
    public const string File = "goto-0.7.0-lockers.jsonl";

    private const string Counts = "How much was removed follows, so that an accident is seen; the words are those of 0.4.1.";
    private const string Current = "\"current\" is an alias everywhere; 0.7 makes a locker of that name when one stores into it, and reads the current one.";
    private const string Reads = "Reading creates nothing, and what is not there is 404; 0.7 creates the locker that is read, and answers for a missing key with nothing "
        + "or with what is above it.";

    // What is in the locker A here, where "current" was A.
    private const string Paths = """[["cur","key"],["empty"],["json"],["x"],["x","y","z"]]""";
    private const string Z = """{"zkey":{"data":"","subKeys":{"x":{"data":"zz","subKeys":{},"firstReported":"","lastReported":""}},"firstReported":"","lastReported":""}}""";
    private const string Key = """{"data":"","subKeys":{"key":{"data":"in current","subKeys":{},"firstReported":"","lastReported":""}},"firstReported":"","lastReported":""}""";

    public static IReadOnlyList<DeliberateDifference> Differences { get; } =
    [
        On("A_label_holds_no_comma", "A list of labels names no locker (API.md); to 0.7 it is one label, and newer gotos nest lockers by it.",
            Expectations.Refused(400, "must not hold ','"), 6, 7, 8, 18, 19, 42, 43, 54, 55, 76, 77),
        On("A_store_into_current_says_where", Current, Expectations.Line("Data stored in labeled locker A for path [cur key]"), 10),
        On("A_store_into_current_goes_where_it_says", Current, Expectations.Line("Data stored in labeled locker Zeta for path [zkey x]"), 12),
        On("Labels_are_those_of_lockers_that_were_made_on_purpose", $"{Current} {Reads}", Expectations.Json("""["A","Zeta","default"]"""), 13, 75),
        On("Labels_after_a_close", Reads, Expectations.Json("""["Zeta","default"]"""), 79),
        On("Labels_after_the_last_close", Reads, Expectations.Json("""["default"]"""), 81, 87),
        On("Paths_are_keys_under_either_name", "data/paths and data/keys both answer as data/paths of 0.4.1 (PEERS.md); 0.7 answers data/paths with URIs. An empty text is a text.",
            Expectations.Json($$"""{"A":{{Paths}},"Zeta":[["zkey","x"]],"default":[["d1"]]}"""), 14, 15),
        On("Paths_of_a_locker_are_keys_under_either_name", "As those of all lockers.", Expectations.Json($$"""{"A":{{Paths}}}"""), 16, 17),
        On("Paths_of_current_are_those_of_the_current_locker", Current, Expectations.Json("""{"Zeta":[["zkey","x"]]}"""), 22, 23),
        On("What_remove_left_has_paths", Current, Expectations.Json("""{"A":[["cur","key"],["empty"]]}"""), 71),
        On("A_locker_that_is_not_there_is_not_found", Reads, Expectations.Refused(404, "There is no locker 'nolabel'"), 20, 21, 35, 86),
        On("Find_finds", "0.7 finds nothing in lockers, by a fault.", Expectations.Json("""["/registry/lockers/A/get/cur,key","/registry/lockers/Zeta/get/zkey"]"""), 25),
        On("Find_finds_in_a_locker", "0.7 finds nothing in lockers, by a fault.", Expectations.Json("""["/registry/lockers/A/get/x"]"""), 26),
        On("Data_is_a_word", "Words of routes name no locker; to 0.7 it is one that nobody has made.", Expectations.Refused(400, "is a word of the API"), 27, 28),
        On("The_first_locker_has_what_was_stored_into_current", Current, Expectations.Json(locker => WithKey(locker)), 29, 30, 31, 62),
        On("A_level_counts", "?level=n limits the depth (API.md); 0.7 takes it and shows everything.", Expectations.Json(locker => Trimmed(WithKey(locker))), 32),
        On("The_current_locker_has_what_was_stored_into_it", Current, Expectations.Json(locker => WithZ(locker, hasData: true)), 34, 60),
        On("The_current_locker_has_the_keys_of_what_was_stored_into_it", Current, Expectations.Json(locker => WithZ(locker, hasData: false)), 33),
        On("All_lockers_are_those_that_were_made_on_purpose", $"{Current} {Reads}", Expectations.Json(all => Ours(all)), 38, 39, 40, 61),
        On("A_level_counts_in_all_lockers", "?level=n limits the depth (API.md); 0.7 takes it and shows everything.", Expectations.Json(all => Ours(all, Trimmed)), 41),
        On("All_stands_for_all_lockers", "It is a word of the API, which goto 2026 reads as all lockers with their texts; to 0.7 it is a label.", (comparer, theirs, ours) =>
            ours.Json is JsonObject all && all.Select(locker => locker.Key).SequenceEqual(["A", "Zeta", "default"]) ? null : $"expected all lockers, got {ours}", 37),
        On("A_level_of_a_key_counts", "?level=n limits the depth (API.md); 0.7 takes it and shows everything.",
            Expectations.Json("""{"x,y":{"data":"","subKeys":{"...":null},"firstReported":"","lastReported":""}}"""), 47),
        On("A_key_that_is_not_there_is_not_found", Reads, Expectations.Refused(404, "has nothing at path"), 50, 51, 56, 59, 68),
        On("An_empty_text_is_a_text", "What is stored comes back; 0.7 takes an empty text for none.", (_, _, ours) =>
            ours is { Status: 200, Text: "" } ? null : $"expected nothing but 200, got {ours}", 53),
        On("Remove_removes_the_text_of_a_key_with_subkeys", "0.7 keeps it, and answers that it is removed.", Expectations.Json(
            """{"x":{"data":"","subKeys":{"y":{"data":"","subKeys":{"z":{"data":"deep","subKeys":{},"firstReported":"","lastReported":""}},"firstReported":"","lastReported":""}},"firstReported":"","lastReported":""}}"""), 65),
        On("Clearing_current_clears_the_current_locker", Current, Expectations.Line("Locker Zeta is cleared"), 72),
        On("A_later_clear_says_how_much_went", Counts, Expectations.Counts, 74),
        On("A_later_close_says_how_much_went", Counts, Expectations.Line("Locker A is emptied and closed"), 78),
        On("A_close_of_the_current_locker_says_how_much_went", Counts, Expectations.Line("Locker Zeta is emptied and closed"), 80),
        On("A_close_of_nothing_says_so", Counts, Expectations.Line("Locker nolabel is emptied and closed"), 85),
        On("Closing_default_is_a_problem_to_a_later_goto_too", "Errors are problem+json; the words are in its detail.", Expectations.Problem, 82, 83),
        On("Default_can_be_cleared", "A clear keeps the locker; 0.7 takes it for a close.", Expectations.Line("Locker default is cleared"), 84),
    ];

    private static DeliberateDifference On(
        string name, string why, Func<Comparison.Comparer, Tests.Shared.Recording, Tests.Shared.Answer, string?> fault, params int[] lines) =>
        new(name, File, "*", why, fault) { Lines = lines };

    private static JsonObject KeysOf(JsonNode locker) => locker["dataLocker"]!["locker"]!.AsObject();

    private static JsonNode WithKey(JsonNode locker)
    {
        var hasData = HasData(locker);

        // An empty text is one.
        if (!hasData) KeysOf(locker)["empty"]!["data"] = "...";
        KeysOf(locker)["cur"] = JsonNode.Parse(hasData ? Key : Key.Replace("in current", "...", StringComparison.Ordinal));
        return locker;
    }

    private static bool HasData(JsonNode locker) => (string?)KeysOf(locker)["json"]!["data"] != "...";

    private static JsonNode WithZ(JsonNode locker, bool hasData)
    {
        locker["dataLocker"]!["locker"] = JsonNode.Parse(hasData ? Z : Z.Replace("zz", "...", StringComparison.Ordinal));
        return locker;
    }

    // All lockers as they are here: A and Zeta hold what was stored into "current", and nothing was made by reading.
    private static JsonObject Ours(JsonNode all, Func<JsonNode, JsonNode>? made = null)
    {
        JsonNode[] lockers = [WithKey(all["A"]!.DeepClone()), WithZ(all["Zeta"]!.DeepClone(), HasData(all["A"]!)), all["default"]!.DeepClone()];
        return new(lockers.Select(locker => KeyValuePair.Create((string)locker["label"]!, (JsonNode?)(made?.Invoke(locker) ?? locker))));
    }

    private static JsonNode Trimmed(JsonNode locker)
    {
        foreach (var (_, key) in KeysOf(locker))
        {
            if (key!["subKeys"]!.AsObject().Count > 0) key["subKeys"] = new JsonObject { ["..."] = null };
        }

        return locker;
    }
}
