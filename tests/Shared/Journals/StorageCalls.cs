using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal.Storage;
using Xunit;

namespace Lockers.Tests.Shared.Journals;

/// <summary>A storage's calls, in bytes or in texts for them, which are given up when the test is and fail when they hang.</summary>
internal static class StorageCalls
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static Task<StoredManifest?> Read(this IJournalStorage storage, string journal) => Ended(storage.ReadManifest(journal, Stop));

    public static Task<OwnerEpoch?> Create(this IJournalStorage storage, string journal, ReadOnlyMemory<byte> manifest) =>
        Ended(storage.Create(journal, manifest, Stop));

    public static Task<OwnerEpoch?> Create(this IJournalStorage storage, string journal, string manifest) => storage.Create(journal, Bytes(manifest));

    /// <summary>Creates a journal that must not be there.</summary>
    public static async Task<OwnerEpoch> Begin(this IJournalStorage storage, string journal) =>
        Assert.NotNull(await storage.Create(journal, $"begun {Guid.NewGuid()}"));

    /// <summary>A journal's version and manifest, such as <c>1 text</c>; empty where there is no such journal.</summary>
    public static async Task<string> Manifest(this IJournalStorage storage, string journal) =>
        await storage.Read(journal) is { } read ? $"{read.Version} {Text(read.Bytes)}" : "";

    public static Task<bool> TakeOver(this IJournalStorage storage, string journal, StoredManifest seen, ReadOnlyMemory<byte> manifest) =>
        Ended(storage.TakeOver(journal, seen, manifest, Stop));

    public static Task<bool> TakeOver(this IJournalStorage storage, string journal, StoredManifest seen, string manifest) =>
        storage.TakeOver(journal, seen, Bytes(manifest));

    /// <summary>Takes a journal over from its owner.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="journal">The journal; no other takeover is under way.</param>
    /// <param name="behind">How many reads of the manifest to begin with, so that races meet at different times.</param>
    public static async Task<OwnerEpoch> TakeOver(this IJournalStorage storage, string journal, int behind = 0)
    {
        for (var time = 0; time < behind; time++) await storage.Read(journal);
        var seen = Assert.IsType<StoredManifest>(await storage.Read(journal));
        Assert.True(await storage.TakeOver(journal, seen, $"taken {Guid.NewGuid()}"));
        return seen.Owner with { Epoch = seen.Owner.Epoch + 1 };
    }

    public static Task<StorageResult> Swap(this IJournalStorage storage, OwnerEpoch owner, long version, ReadOnlyMemory<byte> manifest) =>
        Ended(storage.Swap(owner, version, manifest, Stop));

    public static Task<StorageResult> Swap(this IJournalStorage storage, OwnerEpoch owner, long version, string manifest) =>
        storage.Swap(owner, version, Bytes(manifest));

    public static Task<StorageResult> Append(this IJournalStorage storage, OwnerEpoch owner, long number, ReadOnlyMemory<byte> record) =>
        Ended(storage.Append(owner, number, record, Stop));

    public static Task<StorageResult> Append(this IJournalStorage storage, OwnerEpoch owner, long number, string record) =>
        storage.Append(owner, number, Bytes(record));

    /// <summary>Appends records from a number on, one after the other.</summary>
    public static async Task AppendAll(this IJournalStorage storage, OwnerEpoch owner, long from, params string[] records)
    {
        foreach (var record in records) Assert.Equal(StorageResult.Done, await storage.Append(owner, from++, record));
    }

    public static Task<List<ReadOnlyMemory<byte>>> AllRecords(this IJournalStorage storage, OwnerEpoch owner, long from) =>
        All(storage.ReadRecords(owner, from, Stop));

    /// <summary>The records from a number on, with blanks in between.</summary>
    public static async Task<string> Records(this IJournalStorage storage, OwnerEpoch owner, long from) =>
        string.Join(' ', (await storage.AllRecords(owner, from)).Select(Text));

    public static Task<StorageResult> Delete(this IJournalStorage storage, OwnerEpoch owner, long from, long below) =>
        Ended(storage.DeleteRecords(owner, from, below, Stop));

    public static Task<StorageResult> Write(
        this IJournalStorage storage, OwnerEpoch owner, SegmentId segment, int number, ReadOnlyMemory<byte> chunk) =>
        Ended(storage.WriteChunk(owner, segment, number, chunk, Stop));

    public static Task<StorageResult> Write(this IJournalStorage storage, OwnerEpoch owner, SegmentId segment, int number, string chunk) =>
        storage.Write(owner, segment, number, Bytes(chunk));

    /// <summary>Writes a segment of the owner's whole.</summary>
    public static async Task<SegmentId> WriteAll(this IJournalStorage storage, OwnerEpoch owner, long ordinal, params string[] chunks)
    {
        var segment = new SegmentId(owner.Epoch, ordinal);
        for (var number = 0; number < chunks.Length; number++)
        {
            Assert.Equal(StorageResult.Done, await storage.Write(owner, segment, number, chunks[number]));
        }

        return segment;
    }

    public static Task<List<ReadOnlyMemory<byte>>> AllChunks(this IJournalStorage storage, OwnerEpoch owner, SegmentId segment) =>
        All(storage.ReadChunks(owner, segment, Stop));

    /// <summary>The chunks of a segment, with blanks in between.</summary>
    public static async Task<string> Chunks(this IJournalStorage storage, OwnerEpoch owner, SegmentId segment) =>
        string.Join(' ', (await storage.AllChunks(owner, segment)).Select(Text));

    public static Task<StorageResult> Delete(this IJournalStorage storage, OwnerEpoch owner, SegmentId from, SegmentId below) =>
        Ended(storage.DeleteSegments(owner, from, below, Stop));

    public static Task<StorageResult> Erase(this IJournalStorage storage, OwnerEpoch owner) => Ended(storage.Erase(owner, Stop));

    /// <summary>All that is read, kept as it was handed out.</summary>
    public static async Task<List<ReadOnlyMemory<byte>>> All(IAsyncEnumerable<ReadOnlyMemory<byte>> read)
    {
        var all = new List<ReadOnlyMemory<byte>>();
        await using var one = read.GetAsyncEnumerator(Stop);
        while (await Ended(one.MoveNextAsync().AsTask())) all.Add(one.Current);
        return all;
    }

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static Task<T> Ended<T>(Task<T> call) => call.Within(Deadline, TimeProvider.System, Stop);
}
