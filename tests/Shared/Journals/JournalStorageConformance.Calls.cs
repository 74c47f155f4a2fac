using Lockers.Grains.Journal.Storage;
using Xunit;
using static Lockers.Grains.Journal.Storage.StorageResult;

namespace Lockers.Tests.Shared.Journals;

/// <content>How calls are given up, and where they run.</content>
public abstract partial class JournalStorageConformance
{
    private static readonly TimeSpan Hung = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_is_given_up_before_it_begins_is_not_carried_out()
    {
        var (name, other) = (NewName(), NewName());
        var owner = await Storage.Begin(name);
        await Storage.AppendAll(owner, 1, "a");
        var segment = await Storage.WriteAll(owner, 0, "x");
        var seen = Assert.IsType<StoredManifest>(await Storage.Read(name));
        var given = new CancellationToken(canceled: true);
        Func<Task>[] calls =
        [
            () => Storage.ReadManifest(name, given),
            () => Storage.Create(other, StorageCalls.Bytes("given up"), given),
            () => Storage.TakeOver(name, seen, StorageCalls.Bytes("given up"), given),
            () => Storage.Swap(owner, 1, StorageCalls.Bytes("given up"), given),
            () => Storage.Append(owner, 2, StorageCalls.Bytes("given up"), given),
            () => StorageCalls.All(Storage.ReadRecords(owner, 1, given)),
            () => Storage.WriteChunk(owner, segment, 1, StorageCalls.Bytes("given up"), given),
            () => StorageCalls.All(Storage.ReadChunks(owner, segment, given)),
            () => Storage.DeleteRecords(owner, 1, 2, given),
            () => Storage.DeleteSegments(owner, segment, segment with { Ordinal = 1 }, given),
            () => Storage.Erase(owner, given),
        ];

        foreach (var call in calls) await Assert.ThrowsAnyAsync<OperationCanceledException>(call);

        Assert.Null(await Storage.Read(other));
        Assert.StartsWith("1 begun", await Storage.Manifest(name), StringComparison.Ordinal);
        await Storage.AppendAll(owner, 2, "b");
        Assert.Equal("a b", await Storage.Records(owner, 1));
        Assert.Equal("x", await Storage.Chunks(owner, segment));
    }

    [Fact]
    public async Task A_read_that_is_given_up_in_the_middle_ends_and_so_does_one_that_nobody_goes_on_with()
    {
        var owner = await Storage.Begin(NewName());
        var record = new byte[600_000];
        for (var number = 1; number <= 20; number++) Assert.Equal(Done, await Storage.Append(owner, number, record));
        using var given = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Storage.ReadRecords(owner, 1, given.Token)) await given.CancelAsync();
        });

        // More than there are connections to anything.
        for (var time = 0; time < 60; time++)
        {
            await foreach (var read in Storage.ReadRecords(owner, 1, Stop))
            {
                Assert.Equal(record.Length, read.Length);
                break;
            }
        }

        Assert.Equal(20, (await Storage.AllRecords(owner, 1)).Count);
    }

    [Fact]
    public async Task Calls_take_none_of_the_callers_scheduler_for_their_own_steps()
    {
        var (name, other) = (NewName(), NewName());
        var owner = await Storage.Begin(name);
        await Storage.AppendAll(owner, 1, "a");
        var segment = await Storage.WriteAll(owner, 0, "x");
        (string What, Func<Task> Call)[] calls =
        [
            ("append", () => Storage.Append(owner, 2, "b")),
            ("read", () => Storage.ReadRecords(owner, 1, Stop).GetAsyncEnumerator(Stop).MoveNextAsync().AsTask()),
            ("read manifest", () => Storage.Read(name)),
            ("create", () => Storage.Create(other, "one")),
            ("swap", () => Storage.Swap(owner, 1, "two")),
            ("write chunk", () => Storage.Write(owner, segment, 1, "y")),
            ("read chunks", () => Storage.ReadChunks(owner, segment, Stop).GetAsyncEnumerator(Stop).MoveNextAsync().AsTask()),
            ("delete segments", () => Storage.Delete(owner, segment, segment with { Ordinal = 1 })),
            ("delete", () => Storage.Delete(owner, 1, 2)),
            ("erase", () => Storage.Erase(owner)),
        ];
        var grain = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        foreach (var (what, call) in calls)
        {
            // It holds the scheduler until the call has ended: a step that came back there would wait for ever.
            var ended = await Task.Factory.StartNew(
                () => ((IAsyncResult)call()).AsyncWaitHandle.WaitOne(Hung), Stop, TaskCreationOptions.None, grain);
            Assert.True(ended, $"{what} has a step on its caller's scheduler.");
        }
    }
}
