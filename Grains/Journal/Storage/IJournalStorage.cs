namespace Lockers.Grains.Journal.Storage;

/// <summary>
/// The one port between journals and a database. One object serves all journals of a node, from any thread.
/// </summary>
/// <remarks>
/// A journal is a manifest, log records that are numbered without gaps, and the chunks of segments. It has one owner at a time, whom the
/// storage knows by an <see cref="OwnerEpoch"/>. The storage fences: once <see cref="TakeOver"/> has succeeded, or <see cref="Erase"/>, no change
/// by an earlier owner takes effect, not even one that was on its way, and everything that was reported as done is seen by reads.
/// <para>
/// A call that fails with an exception may or may not have been carried out, or may be later; only <see cref="Interfaces.StorageUnavailableException"/>
/// with <c>NotMade</c> says that it was not and will not be. So each is safe to repeat: what is there already counts as done. Callers set the
/// deadline; a call that ends behind it is ignored. None takes the caller's time, nor comes back on the caller's scheduler for steps of its own.
/// </para>
/// </remarks>
public interface IJournalStorage
{
    /// <summary>The manifest of a journal, with its owner; null where there is no such journal.</summary>
    /// <param name="journal">The journal's name: 1 to 150 characters of <c>a-z 0-9 . - _</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<StoredManifest?> ReadManifest(string journal, CancellationToken cancellationToken);

    /// <summary>Creates a journal that is not there yet, with version 1 of its manifest.</summary>
    /// <param name="journal">The journal's name.</param>
    /// <param name="manifest">At most 1 MiB. It names its writer, so that one whose answer was lost finds out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its owner, also of a repeat with the same bytes while nothing has changed since; null where there is another one already.</returns>
    Task<OwnerEpoch?> Create(string journal, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the caller the owner of a journal and swaps its manifest, if both are still what was read: the epoch and the version grow by one.
    /// </summary>
    /// <returns>
    /// Whether it is so, also of a repeat with the same bytes while nothing has changed since; if not, another one was faster, or the journal was
    /// erased.
    /// </returns>
    Task<bool> TakeOver(string journal, StoredManifest seen, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken);

    /// <summary>
    /// Swaps the manifest, if it has that version still: then it has the next one. A repeat with the same bytes is done while it has that next one.
    /// </summary>
    Task<StorageResult> Swap(OwnerEpoch owner, long version, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken);

    /// <summary>
    /// Appends a log record. Records are appended in the order of their numbers, one at a time in a journal; a number that is there already is
    /// done, and keeps its bytes.
    /// </summary>
    /// <param name="owner">The owner.</param>
    /// <param name="number">The record's number.</param>
    /// <param name="record">At most 16 MiB and some. Nobody writes to it any more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Interfaces.StorageUnavailableException">Too many bytes wait already; it was surely not appended.</exception>
    Task<StorageResult> Append(OwnerEpoch owner, long number, ReadOnlyMemory<byte> record, CancellationToken cancellationToken);

    /// <summary>Reads log records in order from one on, up to the first that is missing. Reads ahead by at most a few MiB.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadRecords(OwnerEpoch owner, long from, CancellationToken cancellationToken);

    /// <summary>Writes a chunk of a segment; one that is there already is done.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="segment">The segment, of the owner's own epoch.</param>
    /// <param name="number">The chunk's number, from 0; a segment's chunks are written in order.</param>
    /// <param name="chunk">At most 20 MiB.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<StorageResult> WriteChunk(OwnerEpoch owner, SegmentId segment, int number, ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken);

    /// <summary>Reads the chunks of a segment in order, up to the first that is missing. Reads ahead by at most a few MiB.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunks(OwnerEpoch owner, SegmentId segment, CancellationToken cancellationToken);

    /// <summary>Deletes the log records from one number up to, and without, another.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="from">The first number.</param>
    /// <param name="below">The number to stop at, at most 1,024 more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<StorageResult> DeleteRecords(OwnerEpoch owner, long from, long below, CancellationToken cancellationToken);

    /// <summary>Deletes the chunks of all segments from one up to, and without, another; none of them is written any more.</summary>
    Task<StorageResult> DeleteSegments(OwnerEpoch owner, SegmentId from, SegmentId below, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a journal with all that it consists of; of one that is gone already, that is done. One of the same name that is created later has
    /// other owners.
    /// </summary>
    Task<StorageResult> Erase(OwnerEpoch owner, CancellationToken cancellationToken);
}
