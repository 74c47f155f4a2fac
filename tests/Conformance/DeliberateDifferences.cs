using Lockers.Conformance.Control;
using Lockers.Conformance.Sessions;

namespace Lockers.Conformance;

/// <summary>
/// Every place where our answers differ from goto's on purpose, and why. The first entry that covers an exchange counts; an
/// entry that is no longer needed fails a test.
/// </summary>
internal static class DeliberateDifferences
{
    private const string Tour = "goto-0.4.1-lockers-tour.jsonl";
    private const string Peers = "goto-0.4.1-peers.jsonl";
    private const string Results = "goto-0.4.1-results.jsonl";
    private const string Counts = "goto's words begin the line; how much was removed follows, so that an accident is seen.";
    private const string Problem = "Errors are problem+json (API.md, \"Rules for every endpoint\"); the words are in its detail.";

    public static IReadOnlyList<DeliberateDifference> All { get; } =
    [
        new("Closing_default_is_a_problem", Tour, "POST /registry/lockers/close/default", Problem, Expectations.Problem),
        new("A_close_says_how_much_went", Tour, "POST /registry/lockers/close/*", Counts, Expectations.Counts),
        new("A_clear_says_how_much_went", Tour, "POST /registry/lockers/clear", Counts, Expectations.Counts),
        new("Clearing_peers_says_how_much_went", Peers, "POST /registry/peers/clear", Counts, Expectations.Counts),
        new("An_unknown_peer_is_a_problem", Peers, "POST /registry/peers/nobody/remove/127.0.0.1:9", Problem, Expectations.Problem),
        new("A_registration_that_is_not_JSON_is_a_problem", Peers, "POST /registry/peers/add",
            "Errors are problem+json; goto shows its parser's own words in a PeerData.", Expectations.ProblemInOurWords) { Line = 8 },
        .. ControlDifferences.All,
        new("A_registered_pod_is_told_more", "*", "POST /registry/peers/add",
            "One superset of PeerData fits every generation of peers (PEERS.md).", Expectations.PeerDataSuperset),
        new("A_remembered_pod_is_told_more", "*", "POST /registry/peers/*/remember",
            "One superset of PeerData fits every generation of peers (PEERS.md).", Expectations.PeerDataSuperset),
        new("A_dump_has_no_lockers_left_by_deregistrations", Peers, "GET /registry/dump",
            "In the current locker goto's removals left an empty inactive instance of a pod that had stored nothing there, even of the unknown peer "
            + "that it refused.",
            Expectations.DumpOfPeers),
        .. NameDifferences.All,
        .. SessionDifferences.All,
        .. LaterLockers.Differences,
        .. Contexts.Differences,
    ];

    /// <summary>The entry about an exchange, or null.</summary>
    public static DeliberateDifference? Covering(string file, int line, Tests.Shared.Recording exchange) =>
        All.FirstOrDefault(entry => entry.Covers(file, line, exchange));
}
