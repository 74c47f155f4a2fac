namespace Lockers.Grains.Journal;

/// <summary>A journal has another owner by now, or is gone: nothing of this owner's takes effect any more.</summary>
internal sealed class JournalFencedException(string journal) : Exception($"Journal '{journal}' has another owner by now.");
