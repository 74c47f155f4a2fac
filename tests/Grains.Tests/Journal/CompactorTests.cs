using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Tree;
using Lockers.Grains.Tree;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Journal;

public sealed class CompactorTests
{
    private static readonly JournalLimits Folds = new(MinTailBytes: 1_000_000, MaxTailRecords: 4, ChunkBytes: 60, MaxSegments: 3);
    private static readonly JournalLimits Checkpoints = new(MinTailBytes: 300, MaxTailRecords: 1000, ChunkBytes: 100);

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryJournals _journals = new();
    private readonly List<Exception?> _troubles = [];

    private StoredJournal Stored => _journals.Table.Find(Recovering.Journal)!;

    private Manifest Manifest => _journals.Table.Manifest();

    [Fact]
    public Task A_log_of_many_small_records_is_folded_into_a_segment() => GrainThread.Run(async () =>
    {
        var state = await Recover(Folds);

        for (var at = 0; at < 5; at++) await Store(state, $"k{at}");

        var segment = Assert.Single(Manifest.Segments);
        Assert.Equal(segment.Chunks, Stored.Chunks.Count);
        Assert.True(segment.Chunks > 1);
        Assert.Equal((6, 6), (Manifest.FirstRecord, Manifest.OldestRecord + Stored.Records.Count + 5));
        Assert.Empty(Stored.Records);
        await AssertRecovered(5, Folds);
    });

    [Fact]
    public Task A_journal_of_many_segments_gets_a_checkpoint() => GrainThread.Run(async () =>
    {
        var state = await Recover(Folds);
        var most = 0;

        for (var at = 0; at < 40; at++)
        {
            await Store(state, $"k{at}");
            if (Stored.Version > 1) most = Math.Max(most, Manifest.Segments.Length);
        }

        Assert.Equal(3, most);
        Assert.Equal(Manifest.Segments.Sum(segment => segment.Chunks), Stored.Chunks.Count);
        await AssertRecovered(40, Folds);
    });

    [Fact]
    public Task A_log_that_has_outgrown_half_of_the_checkpoint_is_replaced_by_a_new_one() => GrainThread.Run(async () =>
    {
        var state = await Recover(Checkpoints);

        for (var at = 0; at < 40; at++) await Store(state, $"k{at}");

        var checkpoint = Assert.Single(Manifest.Segments);
        Assert.True(checkpoint.Ordinal > 0);
        Assert.Equal(checkpoint.Chunks, Stored.Chunks.Count);
        Assert.All(Stored.Records.Keys, number => Assert.True(number >= Manifest.FirstRecord));
        await AssertRecovered(40, Checkpoints);
    });

    [Fact]
    public Task A_compaction_that_fails_is_told_once_and_tried_again_and_its_success_is_told() => GrainThread.Run(async () =>
    {
        var state = await Recover(Folds);
        for (var at = 0; at < 4; at++) await Store(state, $"k{at}");

        // The storage is away for the compaction, and there for the records.
        _journals.Hold();
        state.Apply(0, Mutation.Store(Paths.Of("k4"), [1], TextFormat.Plain, 1));
        var committed = state.Committed().AsTask();
        _journals.ReleaseWaiting();
        await committed;
        _journals.IsAway = true;
        _journals.Release();
        await state.Compacted;
        _journals.IsAway = false;
        Assert.IsType<IOException>(Assert.Single(_troubles));
        Assert.IsType<IOException>(state.CompactionFailure);

        for (var at = 5; at < 25; at++) await Store(state, $"k{at}");

        Assert.Equal(2, _troubles.Count);
        Assert.Null(_troubles[1]);
        Assert.Equal(Manifest.Segments.Sum(segment => segment.Chunks), Stored.Chunks.Count);
        await AssertRecovered(25, Folds);
    });

    [Fact]
    public Task A_node_that_may_not_serve_compacts_nothing() => GrainThread.Run(async () =>
    {
        var lease = new Lease();
        var state = await Recover(Folds, lease);
        lease.IsValid = false;
        for (var at = 0; at < 6; at++) await Assert.ThrowsAsync<StorageUnavailableException>(() => Store(state, $"k{at}"));
        Assert.Empty(Manifest.Segments);
        Assert.Empty(_troubles);

        lease.IsValid = true;
        for (var at = 6; at < 30; at++) await Store(state, $"k{at}");

        Assert.NotEmpty(Manifest.Segments);
        await AssertRecovered(30, Folds);
    });

    [Fact]
    public Task Who_takes_its_leave_says_whether_there_is_garbage() => GrainThread.Run(async () =>
    {
        var state = await Recover(Folds);
        await Store(state, "k0");
        Assert.False(Manifest.Collected);

        await state.Leave();

        Assert.True(Manifest.Collected);
        await Recover(Folds);
        Assert.False(Manifest.Collected);
    });

    private static async Task Store(JournaledState state, string key)
    {
        state.Apply(0, Mutation.Store(Paths.Of(key), [1], TextFormat.Plain, 1));
        try
        {
            await state.Committed();
        }
        finally
        {
            await state.Compacted;
        }
    }

    private async Task<JournaledState> Recover(JournalLimits limits, IServingLease? lease = null)
    {
        var state = new JournaledState(1, lease);
        await state.Recover(
            _journals, new JournalOwner(Recovering.Journal, Guid.NewGuid(), "n1"), new JournalEvents(CompactionTroubled: _troubles.Add), _time, limits);
        state.EarlierOwnersEnded();
        await state.Compacted;
        return state;
    }

    private async Task AssertRecovered(int keys, JournalLimits limits) =>
        Assert.Equal(Enumerable.Range(0, keys).Select(at => $"k{at}").Order(StringComparer.Ordinal), Paths.Held((await Recover(limits))[0].Root));

    private sealed class Lease : IServingLease
    {
        public string Node => "n1";

        public bool IsValid { get; set; } = true;

        public Task WaitOut(string node) => Task.CompletedTask;
    }
}
