using System.Collections.Immutable;
using Lockers.Grains.Journal.Storage;

namespace Lockers.Grains.Journal;

/// <summary>Where an owner finds a journal.</summary>
/// <param name="Manifest">Its manifest, which names the owner already.</param>
/// <param name="Stored">The same as the storage has it; null where there is no journal yet.</param>
/// <param name="NextRecord">The number of the record to append next.</param>
/// <param name="Crc">The CRC of the record before that one.</param>
/// <param name="TailBytes">What the log's records hold, from the manifest's first on.</param>
/// <param name="Collected">Whether the owner before left no garbage behind.</param>
/// <param name="PreviousNodes">The nodes of earlier owners that did not leave in good order, and their right to answer was not waited out.</param>
internal sealed record RecoveredJournal(
    Manifest Manifest,
    StoredManifest? Stored,
    long NextRecord,
    uint Crc,
    long TailBytes,
    bool Collected,
    ImmutableArray<string> PreviousNodes);
