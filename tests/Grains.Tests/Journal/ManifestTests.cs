using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Lockers.Grains.Journal;
using Xunit;

namespace Lockers.Grains.Tests.Journal;

public sealed class ManifestTests
{
    private const string Journal = "l.run1";

    private static readonly Gen<ImmutableArray<Segment>> Segments = Gen.Select(
        Gen.Long[0, long.MaxValue], Gen.Long[0, long.MaxValue], Gen.Int[0, 1000], Gen.Long[0, 1L << 40], Gen.UInt, (epoch, ordinal, chunks, bytes, crc) =>
            new Segment(epoch, ordinal, chunks, bytes, crc)).Array[0, 5].Select(some => some.ToImmutableArray());

    private static readonly Gen<Manifest> Any = Gen.Select(
        Gen.Guid, Gen.String[Gen.Char.AlphaNumeric, 0, 40].Array[0, 3], Segments, Gen.Long[0, long.MaxValue], Gen.UInt, Gen.Bool,
        (writer, nodes, segments, number, crc, collected) => new Manifest(
            LogRecord.Version, writer, [.. nodes], segments, number, crc, number / 3, number / 2, collected));

    private static Manifest New => Manifest.New(new JournalOwner(Journal, Guid.NewGuid(), "n1"));

    [Fact]
    public void Any_manifest_is_read_as_it_was_written() =>
        Any.Sample(manifest => Assert.Equivalent(manifest, Manifest.Decode(Journal, manifest.Encode()), strict: true));

    [Fact]
    public void A_manifest_that_is_cut_off_anywhere_is_broken()
    {
        var whole = New.Encode();

        for (var length = 0; length < whole.Length; length++) AssertBroken(whole[..length]);
    }

    [Fact]
    public void A_manifest_of_which_one_bit_was_changed_is_broken() =>
        Gen.Select(Any, Gen.Double[0, 0.999999]).Sample(
            (manifest, at) =>
            {
                var bytes = manifest.Encode();
                var bit = (int)(bytes.Length * 8 * at);
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                AssertBroken(bytes);
            },
            iter: 1000);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Version":2}""")]
    [InlineData("\"m\"")]
    [InlineData("")]
    public void Json_that_is_no_manifest_is_broken(string json) => AssertBroken(Sealed(json));

    [Theory]
    [InlineData("Segments")]
    [InlineData("Nodes")]
    [InlineData("Writer")]
    [InlineData("Crc")]
    [InlineData("Revision")]
    public void A_member_that_is_missing_or_null_is_broken(string member)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(New.Encode().AsSpan(sizeof(uint)))!.AsObject();
        json.Remove(member);
        AssertBroken(Sealed(json.ToJsonString()));

        json[member] = null;
        AssertBroken(Sealed(json.ToJsonString()));
    }

    [Fact]
    public void A_version_that_is_not_known_is_refused()
    {
        AssertBroken((New with { Version = LogRecord.Version + 1 }).Encode());
        AssertBroken((New with { Version = LogRecord.OldestVersion - 1 }).Encode());
        Assert.Equal(LogRecord.OldestVersion, Manifest.Decode("j", (New with { Version = LogRecord.OldestVersion }).Encode()).Version);
    }

    // Journals on disks are in this form.
    [Fact]
    public void A_manifest_is_written_to_the_byte_as_it_always_was()
    {
        var manifest = new Manifest(
            2, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), ["n1"], [new(3, 1, 2, 500, 7)], 40, 9, 38, 77, Collected: false);

        Assert.Equal(
            """{"Version":2,"Writer":"00112233-4455-6677-8899-aabbccddeeff","Nodes":["n1"],"Segments":[{"Epoch":3,"Ordinal":1,"Chunks":2,"Bytes":500,"Crc":7}],"FirstRecord":40,"Crc":9,"OldestRecord":38,"Revision":77,"Collected":false}""",
            Encoding.UTF8.GetString(manifest.Encode().AsSpan(sizeof(uint))));
        Assert.Equal(Crc32C.Of(0, manifest.Encode().AsSpan(sizeof(uint))), BinaryPrimitives.ReadUInt32LittleEndian(manifest.Encode()));
    }

    [Fact]
    public void The_first_segment_is_the_checkpoint_and_the_others_are_what_was_folded()
    {
        var none = New;
        var some = none with { Segments = [Bytes(100), Bytes(20), Bytes(3)] };

        Assert.Equal((0, 0), (none.CheckpointBytes, none.FoldedBytes));
        Assert.Equal((100, 23), (some.CheckpointBytes, some.FoldedBytes));
    }

    [Fact]
    public void A_node_is_named_once_and_a_node_that_is_alone_is_not()
    {
        Assert.Equal(["a", "b"], Manifest.With(["a"], "b"));
        Assert.Equal(["a"], Manifest.With(["a"], "a"));
        Assert.Equal(["a"], Manifest.With(["a"], ""));
    }

    private static void AssertBroken(byte[] bytes) => Assert.Contains(
        $"The manifest of journal '{Journal}'", Assert.Throws<InvalidDataException>(() => Manifest.Decode(Journal, bytes)).Message, StringComparison.Ordinal);

    private static byte[] Sealed(string json)
    {
        var bytes = new byte[sizeof(uint) + Encoding.UTF8.GetByteCount(json)];
        Encoding.UTF8.GetBytes(json, bytes.AsSpan(sizeof(uint)));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Crc32C.Of(0, bytes.AsSpan(sizeof(uint))));
        return bytes;
    }

    private static Segment Bytes(long bytes) => new(1, 0, 1, bytes, 0);
}
