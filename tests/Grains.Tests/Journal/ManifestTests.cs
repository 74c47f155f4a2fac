using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Lockers.Grains.Journal;

namespace Lockers.Grains.Tests.Journal;

public sealed class ManifestTests
{
    private static readonly Gen<ImmutableArray<Segment>> Segments = Gen.Select(
        Gen.Long[0, long.MaxValue], Gen.Guid, Gen.Int[0, 1000], Gen.Long[0, 1L << 40], (generation, owner, chunks, bytes) =>
            new Segment(generation, owner, chunks, bytes)).Array[0, 5].Select(some => some.ToImmutableArray());

    private static readonly Gen<Manifest> Any = Gen.Select(
        Gen.Select(Gen.Guid, Gen.Guid, Gen.String[Gen.Char.AlphaNumeric, 0, 40]), Segments, Segments, Gen.Long[0, long.MaxValue],
        (who, segments, old, number) => new Manifest(
            RecordHeader.Version, who.Item1, number / 3, number, who.Item2, who.Item3, segments, number, number / 5, old, number / 2, -1));

    private static Manifest New => Manifest.New(new JournalOwner(Guid.NewGuid(), "n1"));

    [Fact]
    public void Any_manifest_is_read_as_it_was_written() =>
        Any.Sample(manifest => Assert.Equivalent(manifest, Manifest.Decode(manifest.Encode()), strict: true));

    [Fact]
    public void A_manifest_that_is_cut_off_anywhere_is_broken()
    {
        var whole = New.Encode();

        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            Assert.Throws<InvalidDataException>(() => Manifest.Decode(cut));
        }
    }

    [Fact]
    public void Bytes_that_were_changed_are_broken_or_a_manifest_and_fail_in_no_other_way() =>
        Gen.Select(Any, Gen.Byte, Gen.Double[0, 1]).Sample(
            (manifest, junk, at) =>
            {
                var bytes = manifest.Encode();
                bytes[(int)((bytes.Length - 1) * at)] = junk;
                try
                {
                    Manifest.Decode(bytes).Encode();
                }
                catch (InvalidDataException)
                {
                    // Any other exception fails the test.
                }
            },
            iter: 2000);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Version":1}""")]
    [InlineData("\"m\"")]
    public void Json_that_is_no_manifest_is_broken(string json) =>
        Assert.Throws<InvalidDataException>(() => Manifest.Decode(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("Segments")]
    [InlineData("OldSegments")]
    [InlineData("Node")]
    [InlineData("Incarnation")]
    public void A_member_that_is_missing_or_null_is_broken(string member)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(New.Encode())!.AsObject();
        json.Remove(member);
        Assert.Throws<InvalidDataException>(() => Manifest.Decode(Encoding.UTF8.GetBytes(json.ToJsonString())));

        json[member] = null;
        Assert.Throws<InvalidDataException>(() => Manifest.Decode(Encoding.UTF8.GetBytes(json.ToJsonString())));
    }

    [Fact]
    public void Another_version_is_refused()
    {
        var next = New with { Version = RecordHeader.Version + 1 };

        Assert.Throws<InvalidDataException>(() => Manifest.Decode(next.Encode()));
    }

    [Fact]
    public void The_first_segment_is_the_snapshot_and_the_others_are_what_was_folded()
    {
        var none = New;
        var some = none with { Segments = [Bytes(100), Bytes(20), Bytes(3)] };

        Assert.Equal((0, 0), (none.SnapshotBytes, none.FoldedBytes));
        Assert.Equal((100, 23), (some.SnapshotBytes, some.FoldedBytes));
    }

    private static Segment Bytes(long bytes) => new(1, Guid.NewGuid(), 1, bytes);
}
