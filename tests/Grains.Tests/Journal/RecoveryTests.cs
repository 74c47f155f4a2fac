using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.Journal.Storage;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Tree;
using Lockers.Grains.Tree;
using Lockers.Tests.Shared;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Journal;

public sealed class RecoveryTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryJournals _journals = new();

    private Manifest Manifest => _journals.Table.Manifest();

    [Fact]
    public Task Each_owner_has_an_epoch_of_its_own() => GrainThread.Run(async () =>
    {
        for (var epoch = 1; epoch < 5; epoch++)
        {
            await Store(await _journals.Recover(trees: 1, _time), "A");
            Assert.Equal(epoch, _journals.Table.Find(Recovering.Journal)!.Owner.Epoch);
        }
    });

    [Fact]
    public Task The_nodes_of_owners_that_crashed_are_to_be_outlived_until_they_are() => GrainThread.Run(async () =>
    {
        await Store(await _journals.Recover(trees: 1, _time, "n1"), "A");

        Assert.Equal(["n1"], await Find("n2", outlives: false));
        Assert.Equal(["n1", "n2"], Manifest.Nodes);
        Assert.Equal(["n1", "n2"], await Find("n3", outlives: true));
        Assert.Equal(["n3"], Manifest.Nodes);
        Assert.Equal(["n3"], await Find("n3", outlives: true));
        Assert.Equal(["n3"], Manifest.Nodes);
    });

    [Fact]
    public Task An_owner_that_took_its_leave_is_not_to_be_outlived_but_those_that_it_did_not_outlive_are() => GrainThread.Run(async () =>
    {
        var state = await _journals.Recover(trees: 1, _time, "n1");
        await Store(state, "A");
        await state.Leave();
        Assert.Empty(Manifest.Nodes);
        Assert.Empty(await Find("n2", outlives: true));

        state = new JournaledState(1);
        await state.Recover(_journals, Owner("n3"), new JournalEvents(), _time);
        await state.Leave();

        Assert.Equal(["n2"], Manifest.Nodes);
    });

    [Fact]
    public Task A_node_that_is_alone_is_nobody_to_be_outlived() => GrainThread.Run(async () =>
    {
        await Store(await _journals.Recover(trees: 1, _time, ""), "A");

        Assert.Empty(await Find("", outlives: true));
        Assert.Empty(Manifest.Nodes);
    });

    [Fact]
    public Task A_storage_that_does_not_answer_a_read_is_given_up_after_its_deadline() => GrainThread.Run(async () =>
    {
        var cancelled = false;
        var hanging = Stub.Of<IJournalStorage>((method, arguments) =>
        {
            ((CancellationToken)arguments[^1]!).Register(() => cancelled = true);
            return method.Name == nameof(IJournalStorage.ReadManifest) ? new TaskCompletionSource<StoredManifest?>().Task : throw new NotSupportedException();
        });
        var started = _time.GetUtcNow();

        await Assert.ThrowsAsync<TimeoutException>(
            () => _time.PassUntilEnded(new JournaledState(1).Recover(hanging, Owner("n1"), new JournalEvents(), _time)));

        Assert.True(cancelled);
        Assert.InRange(_time.GetUtcNow() - started, JournalCalls.Deadline, JournalCalls.Deadline + TimeSpan.FromSeconds(1));
    });

    [Fact]
    public Task A_record_whose_read_hangs_is_given_up_after_its_deadline() => GrainThread.Run(async () =>
    {
        await Store(await _journals.Recover(trees: 1, _time), "A");
        var hanging = Stub.Of<IJournalStorage>((method, arguments) => method.Name == nameof(IJournalStorage.ReadRecords)
            ? Hang()
            : method.Invoke(_journals, arguments));

        await Assert.ThrowsAsync<TimeoutException>(
            () => _time.PassUntilEnded(new JournaledState(1).Recover(hanging, Owner("n1"), new JournalEvents(), _time)));
    });

    [Fact]
    public Task A_journal_that_is_taken_over_again_and_again_while_it_is_read_is_given_up() => GrainThread.Run(async () =>
    {
        await Store(await _journals.Recover(trees: 1, _time), "A");
        var tries = 0;
        var busy = Stub.Of<IJournalStorage>((method, arguments) =>
        {
            if (method.Name == nameof(IJournalStorage.ReadRecords))
            {
                tries++;
                var stored = _journals.Table.ReadManifest(Recovering.Journal)!;
                Assert.True(_journals.Table.TakeOver(Recovering.Journal, stored, stored.Bytes));
            }

            return method.Invoke(_journals, arguments);
        });

        await Assert.ThrowsAsync<IOException>(() => new JournaledState(1).Recover(busy, Owner("n1"), new JournalEvents(), _time));

        Assert.Equal(JournalRecovery.MaxTries, tries);
    });

    [Fact]
    public Task A_log_that_lost_its_last_records_is_not_recovered() => GrainThread.Run(async () =>
    {
        var state = await _journals.Recover(trees: 1, _time);
        foreach (var key in (string[])["A", "B", "C"]) await Store(state, key);
        Assert.True(_journals.Table.Find(Recovering.Journal)!.Records.Remove(3));

        var lost = await Assert.ThrowsAsync<InvalidDataException>(() => _journals.Recover(trees: 1, _time));

        Assert.Equal("Record 3 of journal 't.journal' is missing: records up to 3 were appended.", lost.Message);
    });

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Hang()
    {
        await new TaskCompletionSource().Task;
        yield break;
    }

    private static JournalOwner Owner(string node) => new(Recovering.Journal, Guid.NewGuid(), node);

    private static Task Store(JournaledState state, string key)
    {
        state.Apply(0, Mutation.Store(Paths.Of(key), [1], TextFormat.Plain, 1));
        return state.Committed().AsTask();
    }

    private async Task<IReadOnlyList<string>> Find(string node, bool outlives)
    {
        var state = new JournaledState(1);
        var previous = await state.Recover(_journals, Owner(node), new JournalEvents(), _time);
        if (!outlives) return previous;
        state.EarlierOwnersEnded();
        await state.Compacted;
        return previous;
    }
}
