using System.Security.Cryptography;
using Lockers.Grains.Journal.Storage;
using Xunit;
using static Lockers.Grains.Journal.Storage.StorageResult;

namespace Lockers.Tests.Shared.Journals;

/// <content>What is empty, and what is large.</content>
public abstract partial class JournalStorageConformance
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task Records_of_any_size_come_back_whole()
    {
        var owner = await Storage.Begin(NewName());
        int[] sizes = [0, 1, 0, 100, 2_000, 2_100, 8_000, 8_200, MiB, (16 * MiB) + (MiB / 4), 0, 17, 3 * MiB];
        var records = sizes.Select(RandomNumberGenerator.GetBytes).ToArray();
        for (var at = 0; at < records.Length; at++) Assert.Equal(Done, await Storage.Append(owner, at + 1, records[at]));
        Equal(records, await Elsewhere.AllRecords(owner, 1));
    }

    [Fact]
    public async Task More_records_than_are_read_at_once_come_back_in_order()
    {
        var owner = await Storage.Begin(NewName());
        var records = Enumerable.Range(0, 300).Select(at => RandomNumberGenerator.GetBytes(at % 3 == 0 ? 120_000 : 40)).ToArray();
        for (var at = 0; at < records.Length; at++) Assert.Equal(Done, await Storage.Append(owner, at + 1, records[at]));
        Equal(records, await Elsewhere.AllRecords(owner, 1));
        Equal(records[250..], await Elsewhere.AllRecords(owner, 251));
    }

    [Fact]
    public async Task Chunks_of_any_size_come_back_whole()
    {
        var owner = await Storage.Begin(NewName());
        var segment = new SegmentId(owner.Epoch, 0);
        int[] sizes = [2 * MiB, 0, 1, 20 * MiB, 2 * MiB, 2 * MiB, 5_000, 2 * MiB];
        var chunks = sizes.Select(RandomNumberGenerator.GetBytes).ToArray();
        for (var at = 0; at < chunks.Length; at++) Assert.Equal(Done, await Storage.Write(owner, segment, at, chunks[at]));
        Equal(chunks, await Elsewhere.AllChunks(owner, segment));
    }

    [Fact]
    public async Task Manifests_of_1_MiB_come_back_whole()
    {
        var name = NewName();
        byte[][] manifests = [RandomNumberGenerator.GetBytes(MiB), RandomNumberGenerator.GetBytes(MiB), RandomNumberGenerator.GetBytes(MiB)];
        var owner = Assert.NotNull(await Storage.Create(name, manifests[0]));
        Assert.Equal(owner, await Storage.Create(name, manifests[0]));
        Assert.Equal(Done, await Storage.Swap(owner, 1, manifests[1]));
        Assert.Equal(Done, await Storage.Swap(owner, 1, manifests[1]));
        var seen = Assert.IsType<StoredManifest>(await Elsewhere.Read(name));
        Equal([manifests[1]], [seen.Bytes]);
        Assert.True(await Elsewhere.TakeOver(name, seen, manifests[2]));
        Equal([manifests[2]], [Assert.IsType<StoredManifest>(await Storage.Read(name)).Bytes]);
    }

    private static void Equal(byte[][] expected, List<ReadOnlyMemory<byte>> read)
    {
        Assert.Equal(expected.Length, read.Count);
        for (var at = 0; at < expected.Length; at++) Assert.True(read[at].Span.SequenceEqual(expected[at]), $"The one at {at} is another one.");
    }
}
