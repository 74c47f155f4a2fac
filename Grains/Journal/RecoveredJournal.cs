using System.Collections.Immutable;

namespace Lockers.Grains.Journal;

/// <summary>Where an owner finds a journal.</summary>
/// <param name="Manifest">Its manifest.</param>
/// <param name="Etag">The manifest's version; null where it was never written.</param>
/// <param name="NextSlot">The slot to write next.</param>
/// <param name="Claim">The slot that was claimed; <see cref="Manifest.NoFence"/> where there was no journal yet.</param>
/// <param name="TailBytes">What the slots before it hold, from the manifest's first on.</param>
/// <param name="Owners">Earlier owners that may have left chunks which no manifest names.</param>
/// <param name="PreviousNodes">The nodes of earlier owners that did not take their leave, nor were outlived.</param>
internal sealed record RecoveredJournal(
    Manifest Manifest,
    string? Etag,
    long NextSlot,
    long Claim,
    long TailBytes,
    ImmutableArray<Guid> Owners,
    ImmutableArray<string> PreviousNodes);
