using System.Buffers.Binary;

namespace Lockers.Grains.Journal;

/// <summary>
/// The form of log records and of the chunks of segments: a byte of version, four bytes of CRC-32C, little-endian, then entries. The CRC is that
/// of everything else in the record, and goes on from the record before: so a record that is changed, left out or in another's place is found.
/// </summary>
internal static class LogRecord
{
    /// <summary>The form of everything that is written to journals. The one before had neither revisions of restored nodes nor times at which texts expire, and is read.</summary>
    public const byte Version = 3;

    /// <summary>The oldest form that is read.</summary>
    public const byte OldestVersion = 2;

    /// <summary>How many bytes come before the entries.</summary>
    public const int HeaderBytes = 1 + sizeof(uint);

    /// <summary>Writes the header of a record whose entries are complete.</summary>
    /// <param name="record">The record; its first <see cref="HeaderBytes"/> bytes are written to.</param>
    /// <param name="before">The CRC of the record before; 0 for the first.</param>
    /// <returns>The record's CRC.</returns>
    public static uint Seal(Span<byte> record, uint before)
    {
        record[0] = Version;
        var crc = Crc(record, before);
        BinaryPrimitives.WriteUInt32LittleEndian(record[1..], crc);
        return crc;
    }

    /// <summary>Checks a record and gives its entries.</summary>
    /// <param name="record">The record.</param>
    /// <param name="crc">The CRC of the record before, then of this one.</param>
    /// <param name="place">What to call it where it is broken.</param>
    /// <exception cref="InvalidDataException">The record is broken, is not the next one, or is of another version.</exception>
    public static ReadOnlyMemory<byte> Open(ReadOnlyMemory<byte> record, ref uint crc, in RecordPlace place)
    {
        var bytes = record.Span;
        if (bytes.Length < HeaderBytes) throw new InvalidDataException($"{place} is cut off.");
        if (!Knows(bytes[0]))
            throw new InvalidDataException($"{place} is broken, or of version {bytes[0]}; this node knows {OldestVersion} to {Version}.");
        var (written, found) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes[1..]), Crc(bytes, crc));
        if (written != found) throw new InvalidDataException($"{place} is broken: its checksum is {written:x8}, and its bytes have {found:x8}.");
        crc = found;
        return record[HeaderBytes..];
    }

    /// <summary>Whether what is of that version can be read.</summary>
    public static bool Knows(int version) => version is >= OldestVersion and <= Version;

    private static uint Crc(ReadOnlySpan<byte> record, uint before) => Crc32C.Of(Crc32C.Of(before, record[..1]), record[HeaderBytes..]);
}
