using Lockers.Grains.Interfaces;
using Lockers.Grains.Registry;
using Lockers.Grains.Tests.Journal;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Registry;

/// <summary>What the registry's book says while a change is on its way, and after a restart.</summary>
public sealed class RegistryPendingTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryJournals _journals = new();
    private RegistryBook _book = null!;

    public async ValueTask InitializeAsync() => _book = await Activate(_time);

    public ValueTask DisposeAsync() => default;

    [Fact]
    public void Advances_of_one_label_are_noted_as_one_that_ends_the_later_generation()
    {
        _book.Note(new("X", 5, 7, 3));
        _book.Note(new("X", 0, 9, 0));
        _book.Note(new("Y", 1, 0, 0));

        Assert.Equal(new GenerationAdvance("X", 5, 9, 0), _book.Working.Pending("X"));
        Assert.Equal(["X", "Y"], _book.Working.PendingLabels());
    }

    [Fact]
    public void What_is_carried_out_is_noted_no_longer()
    {
        _book.Note(new("X", 5, 7, 0));

        _book.Finish("X");
        _book.Finish("never");

        Assert.Empty(_book.Working.PendingLabels());
    }

    [Fact]
    public Task A_bulk_operation_ends_every_locker_at_once_and_each_stays_pending_until_it_is_carried_out() => GrainThread.Run(async () =>
    {
        var used = _book.Ensure("X") with { Used = true };
        _book.Keep("X", used);
        _book.Ensure("unused");
        _book.Keep("default", _book.Working.Find("default")!.Value with { Used = true });
        var held = _book.Working.Find("default")!.Value;

        _book.BeginBulk(new(_book.NewGeneration(), 0, LoadSections.Lockers));
        await _book.Flush();

        Assert.Equal("default", Assert.Single(_book.Lockers("")).Label);
        Assert.False(_book.Working.Find("default")!.Value.Used);
        Assert.Equal(new GenerationAdvance("X", used.Generation, 0, 0), _book.Working.Pending("X"));
        Assert.Equal(new GenerationAdvance("unused", 0, 0, 0), _book.Working.Pending("unused"));
        Assert.Equal(new GenerationAdvance("default", held.Generation, 0, 0), _book.Working.Pending("default"));
        foreach (var label in _book.Working.PendingLabels().ToList()) _book.Finish(label);
        Assert.Empty(_book.Working.PendingLabels());
        Assert.Null(_book.Working.Kept("X"));
    });

    [Fact]
    public Task A_loads_lockers_stand_for_those_they_replace_from_the_decision_on() => GrainThread.Run(async () =>
    {
        var old = _book.Ensure("X") with { Used = true };
        _book.Keep("X", old);
        _book.Ensure("gone");
        var load = _book.NewGeneration();
        _book.Stage(load, new LockerInfo("X", 0, 5, 6, Used: true, Current: false));
        _book.Stage(load, new LockerInfo("B", 0, 7, 8, Used: false, Current: true));
        await _book.Flush();
        Assert.Equal(["X", "default", "gone"], _book.Lockers("").Select(locker => locker.Label));

        var bulk = new BulkOperation(_book.NewGeneration(), load, LoadSections.Lockers);
        _book.BeginBulk(bulk);
        await _book.Flush();

        Assert.Equal(["B", "X", "default"], _book.Lockers("").Select(locker => locker.Label));
        Assert.Equal(["X", "default"], _book.Lockers("B").Select(locker => locker.Label));
        Assert.Equal("B", _book.StagedCurrent(load));
        Assert.Equal(new GenerationAdvance("X", old.Generation, bulk.Generation, load), _book.Working.Pending("X"));
        Assert.Equal(new GenerationAdvance("B", 0, 0, 0), _book.Working.Pending("B"));
        foreach (var label in _book.Working.PendingLabels().ToList()) _book.Finish(label);
        _book.EndBulk(bulk);
        await _book.Flush();
        Assert.Equal(["B", "X", "default"], _book.Lockers("").Select(locker => locker.Label));
        Assert.Equal(new LockerRecord(bulk.Generation, 5, 6, Used: true), _book.Working.Find("X"));
        Assert.True(_book.NewGeneration() > bulk.Generation);
    });

    [Fact]
    public void What_a_load_that_is_decided_brings_stays_until_it_is_carried_out_also_when_the_load_is_given_up()
    {
        var load = _book.NewGeneration();
        _book.Stage(load, new LockerInfo("X", 0, 5, 6, Used: true, Current: true));
        _book.Stage(load, "p");
        var bulk = new BulkOperation(_book.NewGeneration(), load, LoadSections.Lockers | LoadSections.Peers);
        _book.BeginBulk(bulk);

        _book.Unstage(load);

        Assert.Equal(["p"], _book.Working.StagedPeers(load));
        Assert.Contains("X", _book.Working.PendingLabels());
        Assert.NotNull(_book.Working.Find("X"));
        foreach (var label in _book.Working.PendingLabels().ToList()) _book.Finish(label);
        _book.EndBulk(bulk);
        Assert.Empty(_book.Working.StagedPeers(load));
    }

    [Fact]
    public void A_peer_stays_listed_while_it_has_anything_to_do()
    {
        _book.NoteReplacement("p", new(_book.NewGeneration(), 0, LoadSections.Peers | LoadSections.Targets));
        _book.NoteReplacement("p", new(_book.NewGeneration(), 0, LoadSections.Targets | LoadSections.Jobs));
        Assert.True(_book.Working.IsListed("p"));

        _book.EndReplacement("p", holds: false);
        Assert.True(_book.Working.IsListed("p"));

        _book.EndReplacement("p", holds: false);
        Assert.False(_book.Working.IsListed("p"));
    }

    [Fact]
    public Task What_is_not_committed_is_not_told() => GrainThread.Run(async () =>
    {
        _journals.Hold();
        _book.Ensure("X");
        _book.SetCurrent("X");
        _book.AddPeer("p");
        _book.Set(new("h", "{}"u8.ToArray()));
        var committed = _book.Flush();
        Assert.Equal("default", _book.CurrentLocker.Label);
        Assert.Null(_book.Describe("X"));
        Assert.Equal("default", Assert.Single(_book.Lockers("")).Label);
        Assert.Empty(_book.Committed.Peers());
        Assert.Equal("", _book.TrackingHeaders);
        Assert.Equal("null"u8.ToArray(), _book.Probes);
        Assert.Equal("X", _book.Working.Current);
        Assert.NotNull(_book.Working.Find("X"));
        Assert.Equal(["p"], _book.Working.Peers());
        Assert.Equal(["X", "default"], _book.Working.Lockers().Select(locker => locker.Label));

        _journals.Release();
        await committed;

        Assert.Equal("X", _book.CurrentLocker.Label);
        Assert.Equal(["X", "default"], _book.Lockers("").Select(locker => locker.Label));
        Assert.Equal(["p"], _book.Committed.Peers());
        Assert.Equal("h", _book.TrackingHeaders);
    });

    [Fact]
    public Task What_could_not_be_committed_was_never_decided() => GrainThread.Run(async () =>
    {
        _journals.IsAway = true;
        _book.Ensure("X");
        _book.SetCurrent("X");
        _book.Note(new("Y", 1, 2, 0));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(_book.Flush().AsTask()));

        Assert.Null(_book.Working.Find("X"));
        Assert.Equal("default", _book.Working.Current);
        Assert.Empty(_book.Working.PendingLabels());
    });

    [Fact]
    public Task A_book_outlasts_the_activation() => GrainThread.Run(async () =>
    {
        _book.Touch("X");
        _book.SetCurrent("X");
        _book.AddPeer("p");
        _book.Note(new("Y", 1, 2, 3));
        await _book.Flush();
        var before = _book.Lockers("").ToList();

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
        var generation = _book.NewGeneration();
        if (where == "open") _book.Keep("X", new(generation, 1, 1, Used: true));
        else _book.Note(where == "begins" ? new("X", 0, generation, 0) : new("X", generation, 0, 0));
        await _book.Flush();

        var next = await Activate(new FakeTimeProvider(_time.GetUtcNow().AddDays(-1)));

        Assert.True(next.NewGeneration() > generation);
    });

    private async Task<RegistryBook> Activate(FakeTimeProvider time)
    {
        var state = await _journals.Recover(trees: 1, time);
        var book = new RegistryBook(state[0], time);
        book.Begin();
        await book.Flush();
        return book;
    }
}
