using CsCheck;
using Lockers.Grains.Journal;
using Xunit;

namespace Lockers.Grains.Tests.Journal;

public sealed class RecordTests
{
    private static readonly RecordPlace Place = new("l.run1", 17);

    [Fact]
    public void A_row_of_records_is_opened_as_it_was_sealed() => Gen.Byte.Array[0, 100].Array[1, 10].Sample(rows =>
    {
        var (written, read) = (5u, 5u);
        foreach (var entries in rows)
        {
            byte[] record = [.. new byte[LogRecord.HeaderBytes], .. entries];
            written = LogRecord.Seal(record, written);
            Assert.Equal(entries, LogRecord.Open(record, ref read, Place).ToArray());
            Assert.Equal(written, read);
        }
    });

    [Fact]
    public void Any_bit_that_is_changed_is_found_also_that_of_the_record_before()
    {
        byte[] record = [.. new byte[LogRecord.HeaderBytes], 1, 2, 3, 4, 5, 6, 7, 8, 9];
        LogRecord.Seal(record, 77);
        for (var bit = 0; bit < record.Length * 8; bit++)
        {
            var changed = record.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertBroken(changed, 77);
        }

        for (var bit = 0; bit < 32; bit++) AssertBroken(record, 77u ^ (1u << bit));
    }

    [Fact]
    public void What_is_cut_off_is_found()
    {
        byte[] record = [.. new byte[LogRecord.HeaderBytes], 1, 2, 3];
        LogRecord.Seal(record, 0);

        for (var length = 0; length < record.Length; length++) AssertBroken(record[..length], 0);
    }

    // Journals on disks are in this form.
    [Fact]
    public void A_record_is_written_to_the_byte_as_it_always_was()
    {
        byte[] record = [.. new byte[LogRecord.HeaderBytes], 0xAB];
        LogRecord.Seal(record, 0);

        Assert.Equal([3, .. BitConverter.GetBytes(Crc32C.Of(0, [3, 0xAB])), 0xAB], record);
    }

    [Fact]
    public void A_record_of_the_version_before_is_read()
    {
        byte[] record = [2, .. BitConverter.GetBytes(Crc32C.Of(0, [2, 0xAB])), 0xAB];
        var crc = 0u;

        Assert.Equal([0xAB], LogRecord.Open(record, ref crc, Place).ToArray());
    }

    private static void AssertBroken(byte[] record, uint before)
    {
        var crc = before;
        var error = Assert.Throws<InvalidDataException>(() => LogRecord.Open(record, ref crc, Place));
        Assert.StartsWith("Record 17 of journal 'l.run1'", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, crc);
    }
}
