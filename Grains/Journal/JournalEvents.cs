namespace Lockers.Grains.Journal;

/// <summary>What a journal tells whoever runs it. All of it is called on the grain's thread.</summary>
/// <param name="Fenced">Another owner has taken over, and nothing is accepted any more.</param>
/// <param name="Troubled">The storage does not answer, with what failed; or it does again, with null.</param>
internal sealed record JournalEvents(Action? Fenced = null, Action<Exception?>? Troubled = null);
