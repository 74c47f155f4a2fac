using System.Globalization;
using Lockers.Grains.Journal;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>The records of one journal, as a storage has them: versions count from 1, for a record that was deleted again too.</summary>
internal sealed class SharedRecords
{
    private readonly SortedDictionary<string, Row> _rows = new(StringComparer.Ordinal);

    /// <summary>A record, who wrote it, whether nobody waited for that any more, and when it was, counted in writes.</summary>
    internal sealed record Row(byte[] Bytes, int Version, Guid Writer, bool Late, int At);

    /// <summary>Who calls, and whether nobody waits for the call any more.</summary>
    internal (Guid Id, bool Late) Writer { get; set; }

    /// <summary>How many there were.</summary>
    internal int Writes { get; private set; }

    internal IReadOnlyDictionary<string, Row> Rows => _rows;

    internal StoredRecord? Read(string name) => _rows.TryGetValue(name, out var row) ? new(row.Bytes, Etag(row)) : null;

    internal string Write(string name, ReadOnlyMemory<byte> bytes, string? etag)
    {
        if ((_rows.TryGetValue(name, out var row) ? Etag(row) : null) != etag) throw new RecordConflictException(name);
        row = new(bytes.ToArray(), (row?.Version ?? 0) + 1, Writer.Id, Writer.Late, ++Writes);
        _rows[name] = row;
        return Etag(row);
    }

    internal void Delete(string name, string etag)
    {
        if (!_rows.TryGetValue(name, out var row) || Etag(row) != etag) throw new RecordConflictException(name);
        _rows.Remove(name);
    }

    internal void DeleteFirst(string name)
    {
        if (_rows.TryGetValue(name, out var row) && row.Version == 1) _rows.Remove(name);
    }

    internal void Break(string name, Func<byte[], byte[]> how) => _rows[name] = _rows[name] with { Bytes = how(_rows[name].Bytes) };

    private static string Etag(Row row) => row.Version.ToString(CultureInfo.InvariantCulture);
}
