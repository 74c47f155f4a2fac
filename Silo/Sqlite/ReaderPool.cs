using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Lockers.Silo.Sqlite;

/// <summary>The connections for reads: each reads committed data of one moment, whatever is written meanwhile.</summary>
internal sealed class ReaderPool : IAsyncDisposable
{
    private readonly string _path;
    private readonly int _count;
    private readonly Channel<JournalReads> _free;

    /// <summary>Takes the connections that the file has for reads.</summary>
    public ReaderPool(JournalFile file, string service)
    {
        (_path, _count) = (file.Path, file.Readers.Length);
        _free = Channel.CreateBounded<JournalReads>(_count);
        foreach (var reader in file.Readers) _free.Writer.TryWrite(new(reader, service));
    }

    /// <summary>Reads on another thread, once a connection is free.</summary>
    /// <exception cref="InvalidDataException">The file is damaged there.</exception>
    /// <exception cref="IOException">It cannot be read now.</exception>
    public Task<T> Read<T>(Func<JournalReads, T> read, CancellationToken cancellationToken) =>
        Task.Run(() => ReadNow(read, cancellationToken), cancellationToken).WaitAsync(cancellationToken);

    /// <summary>Waits for the reads that are under way, and lets no other begin.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < _count; i++) (await _free.Reader.ReadAsync()).Dispose();
    }

    private async Task<T> ReadNow<T>(Func<JournalReads, T> read, CancellationToken cancellationToken)
    {
        var reader = await _free.Reader.ReadAsync(cancellationToken);
        try
        {
            return read(reader);
        }
        catch (SqliteException failure)
        {
            throw SqliteFailure.OfRead(_path, failure);
        }
        finally
        {
            _free.Writer.TryWrite(reader);
        }
    }
}
