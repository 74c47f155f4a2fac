using Lockers.Grains.Activation;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Registry;
using Lockers.Grains.Tests.Journal;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Registry;

public sealed class PendingOperationsTests : IAsyncLifetime
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryJournals _journals = new();
    private readonly SomeWork _work = new();
    private RegistryRecords _state = null!;
    private PendingOperations _pending = null!;

    public ValueTask InitializeAsync() => new(Activate());

    public ValueTask DisposeAsync()
    {
        _pending.Dispose();
        return default;
    }

    [Fact]
    public Task What_is_decided_is_carried_out_and_then_forgotten() => GrainThread.Run(async () =>
    {
        _state.Note(new("X", 5, 7, 3));
        Assert.True(_pending.IsPending("X"));

        var went = await _pending.Run("X").First;

        Assert.Equal(SomeWork.Went, went);
        Assert.Equal([new GenerationAdvance("X", 5, 7, 3)], _work.Advances);
        await _pending.Wait("X");
        Assert.False(_pending.IsPending("X"));
        Assert.Empty(_state.Working.PendingLabels());
    });

    [Fact]
    public Task The_first_failure_is_told_as_unknown_and_the_call_is_made_until_it_is_carried_out() => GrainThread.Run(async () =>
    {
        var failures = 3;
        _work.Advance = () => failures-- > 0
            ? Task.FromException(new StorageUnavailableException("It was refused there.", notMade: true))
            : Task.CompletedTask;
        _state.Note(new("X", 5, 7, 3));

        // The decision is made, whatever the locker says of its part.
        var told = await Assert.ThrowsAsync<StorageUnavailableException>(() => _pending.Run("X").First);
        Assert.False(told.NotMade);
        await _time.PassUntilEnded(_pending.Wait("X").AsTask());

        Assert.Equal(4, _work.Advances.Count);
        Assert.False(_pending.IsPending("X"));
    });

    [Fact]
    public Task No_call_is_made_before_the_decision_is_committed() => GrainThread.Run(async () =>
    {
        _journals.Hold();
        _state.Note(new("X", 5, 7, 0));
        var run = _pending.Run("X");
        await Task.Yield();
        Assert.Empty(_work.Advances);

        _journals.Release();
        await run.First;

        Assert.Single(_work.Advances);
    });

    // The batch that a run waits for is committed, and the next one, which changes what is pending, is on its way.
    [Fact]
    public Task No_call_is_made_for_what_was_decided_since_and_is_not_committed() => GrainThread.Run(async () =>
    {
        _journals.Hold();
        _state.Note(new("X", 5, 0, 0));
        var run = _pending.Run("X");
        await Task.Yield();
        _state.Note(new("X", 0, 7, 3));

        _journals.ReleaseWaiting();
        for (var turns = 0; turns < 20; turns++) await Task.Yield();
        Assert.Empty(_work.Advances);

        _journals.Release();
        await run.First;
        Assert.Equal([new GenerationAdvance("X", 5, 7, 3)], _work.Advances);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task What_was_in_doubt_is_carried_out_when_the_outcome_is_resolved(bool wasWritten) => GrainThread.Run(async () =>
    {
        _state.Note(new("X", 5, 7, 0));
        if (wasWritten) _journals.LosesAnswers = true;
        else _journals.IsAway = true;
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(_pending.Run("X").First));
        Assert.Empty(_work.Advances);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _state.Flush().AsTask());

        _journals.LosesAnswers = _journals.IsAway = false;
        await _time.PassUntilEnded(_pending.Wait("X").AsTask());

        Assert.Single(_work.Advances);
        Assert.Empty(_state.Working.PendingLabels());
    });

    [Fact]
    public Task The_next_activation_goes_on_with_what_this_one_did_not_carry_out() => GrainThread.Run(async () =>
    {
        _work.Advance = () => new TaskCompletionSource().Task;
        _state.Note(new("X", 5, 7, 3));
        _state.Note(new("Y", 6, 0, 0));
        _ = _pending.Run("X");
        _ = _pending.Run("Y");
        await _state.Flush();
        _work.Advance = () => Task.CompletedTask;
        _work.Advances.Clear();

        await Activate();
        _pending.Resume();
        await _pending.Wait("X");
        await _pending.Wait("Y");

        Assert.Equal(["X", "Y"], _work.Advances.Select(advance => advance.Label).Distinct().Order());
        await Activate();
        Assert.Empty(_state.Working.PendingLabels());
    });

    [Fact]
    public Task What_is_decided_while_a_label_is_pending_is_carried_out_behind_it() => GrainThread.Run(async () =>
    {
        var gate = new TaskCompletionSource();
        _work.Advance = () => gate.Task;
        _state.Note(new("X", 5, 7, 0));
        var first = _pending.Run("X");
        await Eventually.Holds(() => Task.FromResult(_work.Advances.Count == 1), "the first call is made");
        _state.Note(new("X", 7, 9, 0));
        Assert.Same(first, _pending.Run("X"));

        gate.SetResult();
        await _pending.Wait("X");

        Assert.Equal([new GenerationAdvance("X", 5, 7, 0), new GenerationAdvance("X", 7, 9, 0)], _work.Advances);
    });

    [Fact]
    public Task A_bulk_operation_is_carried_out_for_every_locker_and_peer_some_at_once() => GrainThread.Run(async () =>
    {
        const int labels = 3 * FanOut.Parallelism;
        for (var at = 0; at < labels; at++) _state.Keep($"X{at}", _state.Ensure($"X{at}") with { Used = true });
        _state.Ensure("unused");
        _state.AddPeer("p");
        var gate = new TaskCompletionSource();
        _work.Advance = () => gate.Task;
        _state.BeginBulk(new(_state.NewGeneration(), 0, LoadSections.Lockers | LoadSections.Peers));
        var run = _pending.RunBulk();
        await Eventually.Holds(() => Task.FromResult(_work.Advances.Count == FanOut.Parallelism), "as many as may are called");

        gate.SetResult();
        var went = await run.First;
        await run.Whole;

        Assert.Equal(labels * SomeWork.Went.Keys, went.Keys);
        Assert.Equal(labels, _work.Advances.Select(advance => advance.Label).Distinct().Count());
        Assert.Equal(["p"], _work.Replaced);
        Assert.Empty(_state.Working.Peers());
        Assert.False(_pending.IsBulkPending);
        Assert.Equal("default", Assert.Single(_state.Lockers("")).Label);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_locker_that_cannot_be_told_holds_up_no_other_decision_and_is_named(bool hangs) => GrainThread.Run(async () =>
    {
        foreach (var label in (string[])["bad", "good"]) _state.Keep(label, _state.Ensure(label) with { Used = true });
        var generation = _state.Working.Find("bad")!.Value.Generation;
        var load = _state.NewGeneration();
        _state.Stage(load, new LockerInfo("bad", 0, 1, 1, Used: true, Current: false));
        (hangs ? _work.Hangs : _work.Refuses).Add("bad");
        var bulk = new BulkOperation(_state.NewGeneration(), load, LoadSections.Lockers);
        _state.BeginBulk(bulk);

        var told = await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(_pending.RunBulk().First));
        Assert.Contains("'bad'", told.Message, StringComparison.Ordinal);
        Assert.False(told.NotMade);
        await _pending.WaitForBulk();
        Assert.False(_pending.IsPending("good"));
        Assert.Equal(new GenerationAdvance("bad", generation, bulk.Generation, load), _state.Working.Pending("bad"));
        Assert.Equal(bulk.Generation, _state.Working.Find("bad")!.Value.Generation);

        // The next decision ends what this one was to begin.
        _state.BeginBulk(new(_state.NewGeneration(), 0, LoadSections.Lockers));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(_pending.RunBulk().First));
        await _pending.WaitForBulk();
        Assert.Equal(new GenerationAdvance("bad", bulk.Generation, 0, 0), _state.Working.Pending("bad"));
        Assert.Null(_state.Working.Find("bad"));
        if (hangs) return;
        _work.Refuses.Clear();
        await _time.PassUntilEnded(_pending.Wait("bad").AsTask());
        Assert.Equal(bulk.Generation, _work.Advances[^1].Ended);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_peer_that_cannot_be_told_holds_up_no_other_and_does_its_part_later_in_order(bool hangs) => GrainThread.Run(async () =>
    {
        foreach (var peer in (string[])["bad", "good"]) _state.AddPeer(peer);
        (hangs ? _work.Hangs : _work.Refuses).Add("bad");
        var first = new BulkOperation(_state.NewGeneration(), 3, LoadSections.Peers | LoadSections.Targets);
        var second = new BulkOperation(_state.NewGeneration(), 4, LoadSections.Targets | LoadSections.Jobs);
        foreach (var bulk in (BulkOperation[])[first, second])
        {
            _state.BeginBulk(bulk);
            var told = await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(_pending.RunBulk().First));
            Assert.Contains("'bad'", told.Message, StringComparison.Ordinal);
            await _pending.WaitForBulk();
            await _pending.WaitForPeer("good");
            Assert.True(_pending.IsPeerPending("bad"));
            Assert.True(_state.Working.IsTaking(bulk.Load));
        }

        Assert.Equal([first with { Sections = LoadSections.Peers }, second], _state.Working.Replacing("bad"));
        _work.Refuses.Clear();
        _work.Hangs.Clear();
        _work.Replacements.Clear();
        _work.PeersHold = true;

        // A call that hangs is given up, and made again behind a pause.
        for (var steps = 0; steps < 1000 && _pending.IsPeerPending("bad"); steps++)
        {
            _time.Advance(Pause);
            await Task.Yield();
        }

        Assert.Equal([first with { Sections = LoadSections.Peers }, second], _work.Replacements);
        Assert.Equal(["bad"], _state.Working.Peers());
        Assert.False(_state.Working.IsTaking(3));
    });

    [Fact]
    public Task Lockers_that_do_not_answer_keep_no_other_from_being_told() => GrainThread.Run(async () =>
    {
        for (var at = 0; at < FanOut.Parallelism; at++)
        {
            _work.Hangs.Add($"X{at}");
            _state.Note(new($"X{at}", 5, 0, 0));
            _ = _pending.Run($"X{at}");
        }

        await Eventually.Holds(() => Task.FromResult(_work.Advances.Count == FanOut.Parallelism), "all turns are taken");
        _state.Note(new("good", 5, 0, 0));
        await _time.PassUntilEnded(_pending.Run("good").First);

        Assert.Equal("good", _work.Advances[^1].Label);
    });

    [Fact]
    public Task A_request_waits_no_longer_than_the_most() => GrainThread.Run(async () =>
    {
        _work.Advance = () => new TaskCompletionSource().Task;
        _state.Note(new("X", 5, 0, 0));
        _ = _pending.Run("X");
        await _pending.Wait("Y");

        var wait = _pending.Wait("X").AsTask();
        _time.Advance(PendingOperations.MaxWait);

        Assert.True((await Assert.ThrowsAsync<StorageUnavailableException>(() => wait)).NotMade);
        Assert.True(_pending.IsPending("X"));
    });

    [Fact]
    public Task No_call_is_made_again_once_the_activation_ends() => GrainThread.Run(async () =>
    {
        _work.Advance = () => Task.FromException(new TimeoutException());
        _state.Note(new("X", 5, 0, 0));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _pending.Run("X").First);

        _pending.Stop();
        _time.Advance(Pause);
        _state.Note(new("Y", 5, 0, 0));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _pending.Run("Y").First);

        Assert.Equal(["X"], _work.Advances.Select(advance => advance.Label));
        Assert.Equal(["X", "Y"], _state.Working.NotedLabels());
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_peer_is_listed_until_it_is_known_to_be_gone(bool gone) => GrainThread.Run(async () =>
    {
        _work.PeersAreGone = gone;
        _state.AddPeer("p");
        _state.NotePeerDrop("p");

        await _pending.RunDrop("p").First;

        Assert.Equal(!gone, _state.Working.IsListed("p"));
        Assert.Empty(_state.Working.PeerDrops());
        await _pending.WaitForPeer("p");
    });

    private async Task Activate()
    {
        _state = new RegistryRecords(await _journals.Recover(trees: 1, _time), _time);
        _state.Begin();
        await _state.Flush();
        _pending = new PendingOperations(_state, _work, _time, NullLogger.Instance);
    }
}
