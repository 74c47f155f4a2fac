namespace Lockers.Gotos.Results;

/// <summary>What came of one call of a target, retries included.</summary>
/// <param name="Uri">The path that was called; empty where a generation says so of a call without an answer.</param>
/// <param name="Status">Code and reason, or the error's text.</param>
/// <param name="Code">The code; 0 without an answer.</param>
/// <param name="Headers">The answer's headers, names in lower case.</param>
/// <param name="Retries">How often it was called again.</param>
/// <param name="RetryReason">The status that was the reason; null without retries.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Took">How long it took.</param>
internal sealed record CallResult(
    string Uri,
    string Status,
    int Code,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Headers,
    int Retries,
    string? RetryReason,
    DateTimeOffset At,
    TimeSpan Took);
