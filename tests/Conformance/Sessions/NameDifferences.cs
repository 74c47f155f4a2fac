namespace Lockers.Conformance.Sessions;

/// <summary>Where our answers to peers and targets with odd names differ from goto's on purpose, and why.</summary>
internal static class NameDifferences
{
    private const string File = "goto-0.4.1-names.jsonl";

    public static IReadOnlyList<DeliberateDifference> All { get; } =
    [
        new("A_target_whose_name_has_a_question_mark_keeps_it", File, "POST /registry/peers/*/*/locker/store/client,a?b",
            "Two targets that differ behind it are two; goto takes it for a query, and lets the last one that reports win.",
            (_, _, ours) => ours.Status == 200 && ours.Text.EndsWith("data stored for path [client a?b]\n", StringComparison.Ordinal) ? null : $"expected the whole name, got {ours}"),
    ];
}
