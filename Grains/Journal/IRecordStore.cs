namespace Lockers.Grains.Journal;

/// <summary>
/// Where the records of one grain's journal are kept, by name: as much of a storage as <c>IGrainStorage</c> offers. Any call
/// may fail with any exception, and then may or may not have been carried out.
/// </summary>
internal interface IRecordStore
{
    /// <summary>The record with a name, or null.</summary>
    Task<StoredRecord?> Read(string name);

    /// <summary>Writes a record whole.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bytes">What it holds, at most a few MiB. Nobody writes to them before the call has ended.</param>
    /// <param name="etag">The version that it replaces; null for a record that must not be there yet.</param>
    /// <returns>The version written.</returns>
    /// <exception cref="RecordConflictException">Another version is there, or none is.</exception>
    Task<string> Write(string name, ReadOnlyMemory<byte> bytes, string? etag);

    /// <summary>Deletes a record, whatever its version, if it is there; it is not written again.</summary>
    Task Delete(string name);

    /// <summary>Deletes records as <see cref="Delete(string)"/> does, in any order. When it fails, any of them may be left.</summary>
    /// <param name="names">Their names, at most <see cref="IRecordTable.MaxNames"/>.</param>
    Task Delete(IReadOnlyCollection<string> names);

    /// <summary>Deletes that version of a record.</summary>
    /// <exception cref="RecordConflictException">Another version is there, or none is.</exception>
    Task Delete(string name, string etag);
}

/// <summary>A record that was read.</summary>
/// <param name="Bytes">What it holds.</param>
/// <param name="Etag">Its version.</param>
internal readonly record struct StoredRecord(ReadOnlyMemory<byte> Bytes, string Etag);

/// <summary>A record was not written or deleted: another version is there, or none is.</summary>
internal sealed class RecordConflictException(string name) : Exception($"Record '{name}' has another version.");
