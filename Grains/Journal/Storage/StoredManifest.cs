namespace Lockers.Grains.Journal.Storage;

/// <summary>A journal's manifest as it was read.</summary>
/// <param name="Owner">The owner of the journal.</param>
/// <param name="Version">1 when the journal was created; each change of the manifest adds one.</param>
/// <param name="Bytes">What it says.</param>
public sealed record StoredManifest(OwnerEpoch Owner, long Version, ReadOnlyMemory<byte> Bytes);
