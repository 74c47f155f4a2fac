using CsCheck;
using Lockers.Grains.Journal;

namespace Lockers.Grains.Tests.Journal;

public sealed class RecordHeaderTests
{
    private static readonly RecordHeader Header = new(SlotKind.Claim, Guid.NewGuid(), Guid.NewGuid(), "127.0.0.1:11111@1");

    [Fact]
    public void Any_header_is_read_as_it_was_written_and_what_comes_behind_it_is_given() =>
        Gen.Select(
            Gen.OneOf(Enum.GetValues<SlotKind>()), Gen.Guid, Gen.Guid, Gen.String[Gen.Char.AlphaNumeric, 0, 255], Gen.Byte.Array[0, 50])
            .Sample((kind, incarnation, owner, node, rest) =>
            {
                var header = new RecordHeader(kind, incarnation, owner, node);
                byte[] slot = [.. header.Encode(), .. rest];

                Assert.Equal(header, RecordHeader.Decode(slot, out var entries));
                Assert.Equal(rest, entries.ToArray());
            });

    [Fact]
    public void A_node_is_kept_in_utf8_and_has_at_most_255_bytes()
    {
        var header = Header with { Node = new string('é', 127) };

        Assert.Equal(header, RecordHeader.Decode(header.Encode(), out _));
        Assert.Throws<OverflowException>(() => (Header with { Node = new string('é', 128) }).Encode());
    }

    [Fact]
    public void A_header_that_is_cut_off_anywhere_is_broken()
    {
        var whole = Header.Encode();

        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            Assert.Throws<InvalidDataException>(() => RecordHeader.Decode(cut, out _));
        }
    }

    [Fact]
    public void Any_other_bytes_are_broken_or_a_header_and_fail_in_no_other_way() =>
        Gen.Byte.Array[0, 80].Sample(bytes =>
        {
            if (bytes.Length > 0 && bytes[0] < 128) bytes[0] = RecordHeader.Version;
            try
            {
                var header = RecordHeader.Decode(bytes, out var entries);
                Assert.True(Enum.IsDefined(header.Kind));
                Assert.True(entries.Length < bytes.Length);
            }
            catch (InvalidDataException)
            {
                // Any other exception fails the test.
            }
        });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, RecordHeader.Version + 1)]
    [InlineData(1, 3)]
    [InlineData(1, 255)]
    public void Another_version_or_kind_is_refused(int at, byte value)
    {
        var bytes = Header.Encode();
        bytes[at] = value;

        Assert.Throws<InvalidDataException>(() => RecordHeader.Decode(bytes, out _));
    }

    // Journals on disks are in this form.
    [Fact]
    public void A_header_is_written_to_the_byte_as_it_always_was()
    {
        var header = new RecordHeader(
            SlotKind.Release, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100"), "n1");

        Assert.Equal("0102" + "33221100554477668899AABBCCDDEEFF" + "CCDDEEFFAABB88997766554433221100" + "02" + "6E31", Convert.ToHexString(header.Encode()));
    }
}
