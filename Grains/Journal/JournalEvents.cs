namespace Lockers.Grains.Journal;

/// <summary>What a journal tells its grain. All of it is called on the grain's thread.</summary>
/// <param name="Fenced">Another owner has taken over, and nothing is accepted any more.</param>
/// <param name="Troubled">
/// The journal is in doubt, because the storage does not answer, with what failed; or what was in doubt is resolved, with null.
/// </param>
/// <param name="CompactionTroubled">Compaction fails, with the first failure of a row; or it succeeds again, with null.</param>
/// <param name="Broken">A fault of the program: nothing is accepted any more, and the next activation begins with what is committed.</param>
internal sealed record JournalEvents(
    Action? Fenced = null,
    Action<Exception?>? Troubled = null,
    Action<Exception?>? CompactionTroubled = null,
    Action<Exception>? Broken = null);
