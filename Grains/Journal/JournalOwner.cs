namespace Lockers.Grains.Journal;

/// <summary>An activation that a journal belongs to.</summary>
/// <param name="Journal">The journal's name in the storage.</param>
/// <param name="Id">No other activation has it.</param>
/// <param name="Node">The node that it is on; empty for a node that is alone.</param>
internal sealed record JournalOwner(string Journal, Guid Id, string Node);
