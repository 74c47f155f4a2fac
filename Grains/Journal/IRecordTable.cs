namespace Lockers.Grains.Journal;

/// <summary>
/// What a journal does all the time, done at once where <c>IGrainStorage</c> takes a detour or many steps. A storage of journals
/// that can is registered with one under its own name; with any other, everything goes through <c>IGrainStorage</c>. Both see
/// the same records.
/// </summary>
public interface IRecordTable
{
    /// <summary>How many records are deleted by one call at most: as many as take a storage some milliseconds.</summary>
    const int MaxNames = 256;

    /// <summary>
    /// Adds a record that must not be there yet, as a write without an ETag does. It takes none of the caller's time: a grain
    /// awaits it on its turn.
    /// </summary>
    /// <param name="grain">The grain, as the storage is called with it; its key is no number or Guid.</param>
    /// <param name="name">The name of its state.</param>
    /// <param name="bytes">What it holds, at most a value and a few MiB. Nobody writes to them any more.</param>
    /// <param name="cancellationToken">Gives up at once; whether it was added is not known then.</param>
    /// <returns>Whether it was added; if not, one is there already, perhaps of an attempt that was given up.</returns>
    /// <exception cref="Interfaces.StorageUnavailableException">It was surely not added: too many bytes wait already.</exception>
    Task<bool> Insert(GrainId grain, string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Deletes what is there of some records, whatever their version. When it fails, any of them may be left.</summary>
    /// <param name="grain">The grain, as the storage is called with it.</param>
    /// <param name="names">The names of their states, at most <see cref="MaxNames"/>.</param>
    /// <param name="cancellationToken">Gives up; what became of them is not known then.</param>
    Task Delete(GrainId grain, IReadOnlyCollection<string> names, CancellationToken cancellationToken);
}
