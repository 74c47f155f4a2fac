namespace Lockers.Grains.Journal.Storage;

/// <summary>By what a storage knows the owner of a journal, and tells it from every other one.</summary>
/// <param name="Journal">The number that the storage gave the journal when it was created; no other journal has or had it.</param>
/// <param name="Epoch">1 for the owner that created the journal, and one more for each that took it over.</param>
public readonly record struct OwnerEpoch(long Journal, long Epoch);
