using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Journal;
using Lockers.Grains.Tests.Tree;
using Lockers.Grains.Tree;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Metrics;

/// <summary>What is measured of a journal.</summary>
public sealed class JournalMetricsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryJournals _journals = new();
    private readonly Measured _measured = new();

    [Fact]
    public Task A_commit_is_measured_with_the_changes_of_its_batch() => GrainThread.Run(async () =>
    {
        var state = await Recover(JournalLimits.Default);
        foreach (var key in (string[])["A", "B", "C"]) Store(state, key);
        await state.Committed();
        Store(state, "D");
        await state.Committed();

        Assert.Equal((2, 4d), (_measured.Count("lockers.commit.batch.size"), _measured.Sum("lockers.commit.batch.size")));
        Assert.True(_measured.Sum("lockers.commit.io") > 4);
        Assert.Equal(0, _measured.Sum("lockers.journal.doubts"));
    });

    [Fact]
    public Task Changes_whose_outcome_is_unknown_are_counted_and_those_that_wait_behind_them_are_not() => GrainThread.Run(async () =>
    {
        var state = await Recover(JournalLimits.Default);
        _journals.LosesAnswers = true;
        Store(state, "A");
        Store(state, "B");
        var unknown = state.Committed().AsTask();
        Store(state, "C");
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(unknown));

        Assert.Equal(2, _measured.Sum("lockers.journal.doubts"));
        Assert.Equal(0, _measured.Count("lockers.commit.batch.size"));
    });

    [Fact]
    public Task Compactions_are_counted_and_what_is_collected_at_the_start_is_none() => GrainThread.Run(async () =>
    {
        var state = await Recover(new JournalLimits(MinTailBytes: 1 << 20, MaxTailRecords: 2));
        Assert.Equal(0, _measured.Count("lockers.journal.compaction.duration"));
        for (var n = 0; n < 10; n++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Store(state, $"k{n}");
            await state.Committed();
            await state.Compacted;
        }

        Assert.Null(state.CompactionFailure);
        Assert.InRange(_measured.Count("lockers.journal.compaction.duration"), 1, 10);
        Assert.Equal(0, _measured.Sum("lockers.journal.compaction.failures"));
    });

    public void Dispose() => _measured.Dispose();

    private static void Store(JournaledState state, string key) =>
        Assert.True(state.Apply(0, Mutation.Store(Paths.Of(key), [1], TextFormat.Plain, 1)));

    private async Task<JournaledState> Recover(JournalLimits limits)
    {
        var state = new JournaledState(1);
        await state.Recover(
            _journals, new JournalOwner(Recovering.Journal, Guid.NewGuid(), "n1"), new JournalEvents(), _time, limits, _measured.Instruments);
        state.EarlierOwnersEnded();
        await state.Compacted;
        return state;
    }
}
