using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Journal;
using Lockers.Grains.Tests.Tree;
using Lockers.Grains.Tree;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.State;

/// <summary>Each change has a revision that is higher than all before, whatever the clock says.</summary>
public sealed class RevisionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryJournals _journals = new();

    [Fact]
    public void A_change_has_the_clocks_time_or_the_one_behind_the_last_where_the_clock_goes_back()
    {
        var state = new JournaledState(trees: 3);

        Assert.Equal(100, Store(state, "A", now: 100));
        Assert.Equal(101, Store(state, "A", now: 100));
        Assert.Equal(102, Store(state, "A", now: 7));
        Assert.Equal(500, Store(state, "B", now: 500));
        Assert.Equal(102, Last(state, "A"));
    }

    [Fact]
    public void Changes_of_every_kind_and_of_every_tree_have_one_and_what_changes_nothing_has_none()
    {
        var state = new JournaledState(trees: 4);
        Mutation[] changes =
        [
            Mutation.Store(Paths.Of("A"), [1], TextFormat.Plain, 5), Mutation.Remove(Paths.Of("A"), 5),
            Mutation.Store(Paths.Of("B"), [1], TextFormat.Plain, 5), Mutation.RemoveTree(Paths.Of("B"), 5),
            Mutation.Store(Paths.Of("C"), [1], TextFormat.Plain, 5), Mutation.Clear(5),
            Mutation.Take(Paths.Of("1"), 5), Mutation.Store(Paths.Of("D"), [1], TextFormat.Plain, 5),
        ];
        foreach (var (change, at) in changes.Select((change, at) => (change, at)))
        {
            Assert.True(state.Apply(0, change));
            Assert.Equal(5 + at, state.Revision);
        }

        Assert.True(state.Apply(JournaledState.Epochs, Mutation.PutAway(Paths.Of("1"), 5)));
        Assert.True(state.Apply(1, Mutation.Store(Paths.Of("A"), [1], TextFormat.Plain, 5)));
        Assert.Equal(14, state.Revision);
        Assert.False(state.Apply(0, Mutation.Remove(Paths.Of("none"), 5)));
        Assert.False(state.Apply(0, Mutation.Clear(5)));
        Assert.Equal(14, state.Revision);
    }

    [Fact]
    public void What_is_put_back_keeps_its_times_and_the_next_store_there_has_the_next_revision()
    {
        var state = new JournaledState(trees: 3);
        Store(state, "A", now: 100);

        state.Apply(0, Mutation.Restore(Paths.Of("B"), [1], TextFormat.Plain, 3, 9_000));

        Assert.Equal((100, 9_000), (state.Revision, Last(state, "B")));
        Assert.Equal(101, Store(state, "B", now: 50));
        Assert.Equal(101, Last(state, "B"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public Task Revisions_go_on_after_a_restart_behind_a_clock_that_has_gone_back(bool compacts, bool leaves) => GrainThread.Run(async () =>
    {
        var limits = compacts ? new JournalLimits(MinTailBytes: 10, MaxTailRecords: 2) : JournalLimits.Default;
        var state = await Recover(limits);
        for (var at = 0; at < 5; at++)
        {
            Store(state, "A", now: 1000 + at);
            await state.Committed();
            await state.Compacted;
        }

        // The last change is a removal, of which a checkpoint holds nothing.
        state[0].Drop("A", 2000);
        state[0].Put("B", [1], 1500);
        state[0].Drop("B", 1500);
        state[0].Put("C", [1], 3);
        await state.Committed();
        await state.Compacted;
        Assert.Equal(2003, state.Revision);
        Assert.Equal(compacts, _journals.Table.Manifest().Segments.Length > 0);
        if (leaves) await state.Leave();

        state = await Recover(limits);

        Assert.Equal(2003, state.Revision);
        Assert.Equal(2004, Store(state, "A", now: 10));
    });

    [Fact]
    public Task A_change_that_is_taken_back_keeps_its_revision_for_itself() => GrainThread.Run(async () =>
    {
        var state = await Recover(JournalLimits.Default);
        Store(state, "A", now: 100);
        await state.Committed();
        _journals.LosesAnswers = true;
        Store(state, "B", now: 200);
        var unknown = state.Committed().AsTask();
        Store(state, "C", now: 300);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(unknown));
        Assert.Equal(100, state.CommittedVersion!.Revision);
        _journals.LosesAnswers = false;

        await _time.PassUntil(() => Store(state, "D", now: 150) == 301);
        await state.Committed();

        Assert.Equal((200, 301), (Last(state, "B"), Last(state, "D")));
        Assert.False(state[0].Root.TryFind("C"u8, out _));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Texts_and_subtrees_keep_the_revisions_of_their_own_changes_over_a_restart(bool compacts) => GrainThread.Run(async () =>
    {
        var limits = compacts ? new JournalLimits(MinTailBytes: 10, MaxTailRecords: 2) : JournalLimits.Default;
        var state = await Recover(limits);
        string[] stored = ["A", "A,B", "A,B,C", "A,D", "E", "F", "F,G"];
        for (var at = 0; at < stored.Length; at++) Store(state, stored[at], now: 100 + at);
        state[0].RemoveText("A,B,C", 200);
        state[0].RemoveText("F,G", 201);
        await state.Committed();
        await state.Compacted;
        string[] expected = ["A 100/200 103", "A,B 101/200 102", "A,D 103/103 103", "E 104/104 104", "F 105/201 106"];
        Assert.Equal(expected, Revisions(state));
        Assert.Equal(compacts, _journals.Table.Manifest().Segments.Length > 0);
        await state.Leave();

        state = await Recover(limits);

        Assert.Equal(expected, Revisions(state));
        Store(state, "F", now: 5);
        await state.Committed();
        Assert.Equal([.. expected[..^1], "F 202/202 202"], Revisions(state));
    });

    [Fact]
    public void What_is_loaded_has_no_revision_until_it_is_stored_again_whatever_its_times_say()
    {
        var state = new JournaledState(trees: 3);
        state.Apply(JournaledState.Staged, Mutation.Restore(Paths.Of("7,A"), [1], TextFormat.Plain, 3, 9_000));
        state.Apply(JournaledState.Staged, Mutation.Restore(Paths.Of("7,A,B"), [1], TextFormat.Plain, 3, 9_000));
        state.Apply(JournaledState.Staged, Mutation.Restore(Paths.Of("7,C"), [1], TextFormat.Plain, 3, 9_000));

        state.Apply(0, Mutation.Take(Paths.Of("7"), 100));
        Assert.Equal(["A 0/0 9000", "A,B 0/0 9000", "C 0/0 9000"], Revisions(state));

        Store(state, "C", now: 50);
        Store(state, "A,B", now: 50);
        Assert.Equal(["A 0/102 102", "A,B 102/102 102", "C 101/101 101"], Revisions(state));
    }

    [Fact]
    public void A_walk_of_what_has_changed_leaves_out_the_parts_of_a_tree_where_nothing_has()
    {
        var state = new JournaledState(trees: 1);
        for (var at = 0; at < 10_000; at++) Store(state, $"{at / 100:D3},{at % 100:D3}", now: 1 + at);
        var since = state.Revision;
        Store(state, "042,017", now: 20_000);
        state[0].RemoveText("077,077", 20_001);

        var (seen, changed) = (0, new List<string>());
        for (var walker = state[0].Root.WalkChanged(since); walker.MoveNext();)
        {
            if (walker.Step == WalkStep.Leave) continue;
            seen++;
            if (walker.Node.Revision > since) changed.Add($"{walker.Depth} {System.Text.Encoding.UTF8.GetString(walker.Node.Key)}");
        }

        Assert.Equal(["1 042", "2 017", "1 077"], changed);
        Assert.InRange(seen, 3, 130);
    }

    [Fact]
    public void What_a_checkpoint_holds_does_not_count_but_what_is_replayed_does()
    {
        var (from, to) = (new JournaledState(trees: 1), new JournaledState(trees: 1));
        Store(from, "A", now: 100);
        using var version = from.Mark();
        var crc = 0u;
        foreach (var chunk in TreeChunks.Of(version)) to.Replay(LogRecord.Open(chunk, ref crc, new("t", 0)).Span);
        Assert.Equal((0, 100), (to.Revision, version.Revision));

        to.GoOnBehind(version.Revision);

        Assert.Equal(101, Store(to, "A", now: 5));
    }

    private static long Store(JournaledState state, string key, long now)
    {
        Assert.True(state.Apply(0, Mutation.Store(Paths.Of(key), [1], TextFormat.Plain, now)));
        return state.Revision;
    }

    private static long Last(JournaledState state, string key) => state[0].Root.TryFind(Paths.Of(key), out var node) ? node.LastReported : -1;

    // Of each text: its path, its own revision, that of its subtree, and the time of the last store.
    private static List<string> Revisions(JournaledState state) => [.. Paths.Nodes(state[0].Root).Where(entry => entry.Node.Text is not null).Select(entry =>
        $"{System.Text.Encoding.UTF8.GetString(entry.Path)} {entry.Node.TextRevision}/{entry.Node.Revision} {entry.Node.LastReported}")];

    private async Task<JournaledState> Recover(JournalLimits limits)
    {
        var state = new JournaledState(trees: 1);
        await _journals.Recover(state, _time, limits: limits);
        return state;
    }
}
