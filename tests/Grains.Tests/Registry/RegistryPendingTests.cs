using Lockers.Grains.Interfaces;
using Lockers.Grains.Registry;
using Lockers.Grains.Tests.Journal;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Registry;

/// <summary>What the registry's state says while a change is on its way, and after a restart.</summary>
public sealed class RegistryPendingTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryJournals _journals = new();
    private RegistryRecords _state = null!;

    public async ValueTask InitializeAsync() => _state = await Activate(_time);

    public ValueTask DisposeAsync() => default;

    [Fact]
    public void Advances_of_one_label_are_noted_as_one_that_ends_the_later_generation()
    {
        _state.Note(new("X", 5, 7, 3));
        _state.Note(new("X", 0, 9, 0));
        _state.Note(new("Y", 1, 0, 0));

        Assert.Equal(new GenerationAdvance("X", 5, 9, 0), _state.Working.Pending("X"));
        Assert.Equal(["X", "Y"], _state.Working.PendingLabels());
    }

    [Fact]
    public void What_is_carried_out_is_noted_no_longer()
    {
        _state.Note(new("X", 5, 7, 0));

        _state.Finish("X");
        _state.Finish("never");

        Assert.Empty(_state.Working.PendingLabels());
    }

    [Fact]
    public Task A_bulk_operation_ends_every_locker_at_once_and_each_stays_pending_until_it_is_carried_out() => GrainThread.Run(async () =>
    {
        var used = _state.Ensure("X") with { Used = true };
        _state.Keep("X", used);
        _state.Ensure("unused");
        _state.Keep("default", _state.Working.Find("default")!.Value with { Used = true });
        var held = _state.Working.Find("default")!.Value;

        _state.BeginBulk(new(_state.NewGeneration(), 0, LoadSections.Lockers));
        await _state.Flush();

        Assert.Equal("default", Assert.Single(_state.Lockers("")).Label);
        Assert.False(_state.Working.Find("default")!.Value.Used);
        Assert.Equal(new GenerationAdvance("X", used.Generation, 0, 0), _state.Working.Pending("X"));
        Assert.Equal(new GenerationAdvance("unused", 0, 0, 0), _state.Working.Pending("unused"));
        Assert.Equal(new GenerationAdvance("default", held.Generation, 0, 0), _state.Working.Pending("default"));
        foreach (var label in _state.Working.PendingLabels().ToList()) _state.Finish(label);
        Assert.Empty(_state.Working.PendingLabels());
        Assert.Null(_state.Working.Kept("X"));
    });

    [Fact]
    public Task A_loads_lockers_stand_for_those_they_replace_from_the_decision_on() => GrainThread.Run(async () =>
    {
        var old = _state.Ensure("X") with { Used = true };
        _state.Keep("X", old);
        _state.Ensure("gone");
        var load = _state.NewGeneration();
        _state.Stage(load, new LockerInfo("X", 0, 5, 6, Used: true, Current: false));
        _state.Stage(load, new LockerInfo("B", 0, 7, 8, Used: false, Current: true));
        await _state.Flush();
        Assert.Equal(["X", "default", "gone"], _state.Lockers("").Select(locker => locker.Label));

        var bulk = new BulkOperation(_state.NewGeneration(), load, LoadSections.Lockers);
        _state.BeginBulk(bulk);
        await _state.Flush();

        Assert.Equal(["B", "X", "default"], _state.Lockers("").Select(locker => locker.Label));
        Assert.Equal(["X", "default"], _state.Lockers("B").Select(locker => locker.Label));
        Assert.Equal("B", _state.StagedCurrent(load));
        Assert.Equal(new GenerationAdvance("X", old.Generation, bulk.Generation, load), _state.Working.Pending("X"));
        Assert.Equal(new GenerationAdvance("B", 0, 0, 0), _state.Working.Pending("B"));
        foreach (var label in _state.Working.PendingLabels().ToList()) _state.Finish(label);
        _state.EndBulk(bulk);
        await _state.Flush();
        Assert.Equal(["B", "X", "default"], _state.Lockers("").Select(locker => locker.Label));
        Assert.Equal(new LockerRecord(bulk.Generation, 5, 6, Used: true), _state.Working.Find("X"));
        Assert.True(_state.NewGeneration() > bulk.Generation);
    });

    [Fact]
    public void What_a_load_that_is_decided_brings_stays_until_it_is_carried_out_also_when_the_load_is_given_up()
    {
        var load = _state.NewGeneration();
        _state.Stage(load, new LockerInfo("X", 0, 5, 6, Used: true, Current: true));
        _state.Stage(load, "p");
        var bulk = new BulkOperation(_state.NewGeneration(), load, LoadSections.Lockers | LoadSections.Peers);
        _state.BeginBulk(bulk);

        _state.Unstage(load);

        Assert.Equal(["p"], _state.Working.StagedPeers(load));
        Assert.Contains("X", _state.Working.PendingLabels());
        Assert.NotNull(_state.Working.Find("X"));
        foreach (var label in _state.Working.PendingLabels().ToList()) _state.Finish(label);
        _state.EndBulk(bulk);
        Assert.Empty(_state.Working.StagedPeers(load));
    }

    [Fact]
    public void A_peer_stays_listed_while_it_has_anything_to_do()
    {
        _state.NoteReplacement("p", new(_state.NewGeneration(), 0, LoadSections.Peers | LoadSections.Targets));
        _state.NoteReplacement("p", new(_state.NewGeneration(), 0, LoadSections.Targets | LoadSections.Jobs));
        Assert.True(_state.Working.IsListed("p"));

        _state.EndReplacement("p", holds: false);
        Assert.True(_state.Working.IsListed("p"));

        _state.EndReplacement("p", holds: false);
        Assert.False(_state.Working.IsListed("p"));
    }

    [Fact]
    public Task What_is_not_committed_is_not_told() => GrainThread.Run(async () =>
    {
        _journals.Hold();
        _state.Ensure("X");
        _state.SetCurrent("X");
        _state.AddPeer("p");
        _state.Set(new("h", "{}"u8.ToArray()));
        var committed = _state.Flush();
        Assert.Equal("default", _state.CurrentLocker.Label);
        Assert.Null(_state.Describe("X"));
        Assert.Equal("default", Assert.Single(_state.Lockers("")).Label);
        Assert.Empty(_state.Committed.Peers());
        Assert.Equal("", _state.TrackingHeaders);
        Assert.Equal("null"u8.ToArray(), _state.Probes);
        Assert.Equal("X", _state.Working.Current);
        Assert.NotNull(_state.Working.Find("X"));
        Assert.Equal(["p"], _state.Working.Peers());
        Assert.Equal(["X", "default"], _state.Working.Lockers().Select(locker => locker.Label));

        _journals.Release();
        await committed;

        Assert.Equal("X", _state.CurrentLocker.Label);
        Assert.Equal(["X", "default"], _state.Lockers("").Select(locker => locker.Label));
        Assert.Equal(["p"], _state.Committed.Peers());
        Assert.Equal("h", _state.TrackingHeaders);
    });

    [Fact]
    public Task What_could_not_be_committed_was_never_decided() => GrainThread.Run(async () =>
    {
        _journals.IsAway = true;
        _state.Ensure("X");
        _state.SetCurrent("X");
        _state.Note(new("Y", 1, 2, 0));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(_state.Flush().AsTask()));

        Assert.Null(_state.Working.Find("X"));
        Assert.Equal("default", _state.Working.Current);
        Assert.Empty(_state.Working.PendingLabels());
    });

    [Fact]
    public Task A_state_outlasts_the_activation() => GrainThread.Run(async () =>
    {
        _state.Touch("X");
        _state.SetCurrent("X");
        _state.AddPeer("p");
        _state.Note(new("Y", 1, 2, 3));
        await _state.Flush();
        var before = _state.Lockers("").ToList();

        var next = await Activate(_time);

        Assert.Equal(before, next.Lockers(""));
        Assert.Equal("X", next.CurrentLocker.Label);
        Assert.Equal(["p"], next.Committed.Peers());
        Assert.Equal(new GenerationAdvance("Y", 1, 2, 3), next.Working.Pending("Y"));
    });

    [Theory]
    [InlineData("open")]
    [InlineData("begins")]
    [InlineData("ended")]
    public Task Lives_go_on_growing_though_the_next_nodes_clock_is_behind(string where) => GrainThread.Run(async () =>
    {
        var generation = _state.NewGeneration();
        if (where == "open") _state.Keep("X", new(generation, 1, 1, Used: true));
        else _state.Note(where == "begins" ? new("X", 0, generation, 0) : new("X", generation, 0, 0));
        await _state.Flush();

        var next = await Activate(new FakeTimeProvider(_time.GetUtcNow().AddDays(-1)));

        Assert.True(next.NewGeneration() > generation);
    });

    private async Task<RegistryRecords> Activate(FakeTimeProvider time)
    {
        var state = await _journals.Recover(trees: 1, time);
        var records = new RegistryRecords(state, time);
        records.Begin();
        await records.Flush();
        return records;
    }
}
