namespace Lockers.Grains.Journal.Storage;

/// <summary>A journal's manifest as it was read.</summary>
/// <param name="Owner">The owner of the journal.</param>
/// <param name="Version">1 when the journal was created; each change of the manifest adds one.</param>
/// <param name="Bytes">What it says.</param>
public sealed record StoredManifest(OwnerEpoch Owner, long Version, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>
    /// The number of the last record that was appended, where the storage keeps it apart from the records: a log that ends before it has lost its end.
    /// 0 where no record was appended yet, or the storage keeps no such number.
    /// </summary>
    public long LastRecord { get; init; }
}
