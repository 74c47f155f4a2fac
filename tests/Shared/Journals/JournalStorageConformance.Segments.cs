using Lockers.Grains.Journal.Storage;
using Xunit;
using static Lockers.Grains.Journal.Storage.StorageResult;

namespace Lockers.Tests.Shared.Journals;

/// <content>Chunks of segments.</content>
public abstract partial class JournalStorageConformance
{
    [Fact]
    public async Task Chunks_are_read_in_order_and_segments_are_told_apart()
    {
        var owner = await Storage.Begin(NewName());
        var first = await Storage.WriteAll(owner, 0, [.. Enumerable.Range(0, 12).Select(number => $"{number}")]);
        var second = await Storage.WriteAll(owner, 1, "x");

        Assert.Equal("0 1 2 3 4 5 6 7 8 9 10 11", await Elsewhere.Chunks(owner, first));
        Assert.Equal("x", await Elsewhere.Chunks(owner, second));
        Assert.Equal("", await Elsewhere.Chunks(owner, new SegmentId(owner.Epoch, 2)));
    }

    [Fact]
    public async Task A_chunk_that_is_written_again_is_done_and_keeps_the_bytes()
    {
        var owner = await Storage.Begin(NewName());
        var segment = await Storage.WriteAll(owner, 3, "a", "b");
        Assert.Equal(Done, await Storage.Write(owner, segment, 1, "b"));
        Assert.Equal(Done, await Elsewhere.Write(owner, segment, 0, "x"));
        Assert.Equal("a b", await Storage.Chunks(owner, segment));
    }

    [Fact]
    public async Task Segments_of_earlier_owners_are_read_and_deleted_by_the_later_one()
    {
        var name = NewName();
        var before = await Storage.Begin(name);
        var old = await Storage.WriteAll(before, 0, "a", "b");
        var owner = await Elsewhere.TakeOver(name);
        var own = await Elsewhere.WriteAll(owner, 0, "c");
        Assert.Equal("a b", await Elsewhere.Chunks(owner, old));
        Assert.Equal(Done, await Elsewhere.Delete(owner, old, own));
        Assert.Equal("", await Elsewhere.Chunks(owner, old));
        Assert.Equal("c", await Elsewhere.Chunks(owner, own));
    }

    [Fact]
    public async Task Segments_are_deleted_by_ranges_in_the_order_of_their_names()
    {
        var name = NewName();
        var owner = await Storage.Begin(name);
        var other = await Storage.Begin(NewName());
        var elsewhere = await Storage.WriteAll(other, 1, "z");
        var segments = new List<SegmentId>();
        for (var ordinal = 0; ordinal < 3; ordinal++) segments.Add(await Storage.WriteAll(owner, ordinal, $"1.{ordinal}", "x"));
        owner = await Storage.TakeOver(name);
        for (var ordinal = 0; ordinal < 3; ordinal++) segments.Add(await Storage.WriteAll(owner, ordinal, $"2.{ordinal}", "x"));

        Assert.Equal(Done, await Storage.Delete(owner, segments[1], segments[1]));
        Assert.Equal(Done, await Storage.Delete(owner, segments[1], segments[4]));
        Assert.Equal(Done, await Storage.Delete(owner, segments[1], segments[4]));

        var left = await Task.WhenAll(segments.Select(segment => Elsewhere.Chunks(owner, segment)));
        Assert.Equal(["1.0 x", "", "", "", "2.1 x", "2.2 x"], left);
        Assert.Equal("z", await Elsewhere.Chunks(other, elsewhere));
        Assert.Equal(Done, await Storage.Delete(owner, new SegmentId(0, 0), new SegmentId(owner.Epoch + 1, 0)));
        Assert.All(await Task.WhenAll(segments.Select(segment => Elsewhere.Chunks(owner, segment))), Assert.Empty);
    }
}
