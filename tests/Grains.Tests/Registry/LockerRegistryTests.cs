using Lockers.Grains.Interfaces;
using Lockers.Grains.Registry;
using Lockers.Grains.Tests.Journal;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Registry;

/// <summary>Decisions that meet each other.</summary>
public sealed class LockerRegistryTests : IAsyncLifetime
{
    private static readonly TimeSpan LeasesEnd = CurrentLeases.Duration + CurrentLeases.Margin;

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryJournals _journals = new();
    private readonly SomeWork _work = new();
    private LockerRegistry _registry = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = new LockerRegistry(await _journals.Recover(trees: 1, _time), _work, _time, NullLogger.Instance);
        await _registry.Begin(waitOut: true);
    }

    public ValueTask DisposeAsync()
    {
        _registry.Dispose();
        return default;
    }

    [Fact]
    public Task A_drop_of_a_peer_that_could_not_be_carried_out_leaves_alone_what_a_later_load_brought() => GrainThread.Run(async () =>
    {
        await _registry.AddPeer("p");
        _work.PeersAreGone = true;
        _work.Drop = () => Task.FromException(new TimeoutException());
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _registry.DropPeer("p"));
        _time.Advance(LeasesEnd);
        var load = await _registry.Loads.New();
        await _registry.Loads.Stage(load, [], ["p"]);

        _work.PeersHold = true;
        await _time.PassUntilEnded(_registry.Loads.Commit(load, LoadSections.Peers, new(null, null)));
        _work.Drop = () => Task.CompletedTask;
        await _time.PassUntilEnded(_registry.AddPeer("q").AsTask());

        Assert.Equal(["p"], _work.Replaced);
        Assert.Equal(["p", "q"], _registry.Peers("", IRegistryGrain.MaxListed));
        Assert.Empty(_registry.Records.Working.PeerDrops());
    });

    [Fact]
    public Task A_locker_that_cannot_be_told_keeps_no_peer_from_registering() => GrainThread.Run(async () =>
    {
        await _registry.Adopt("stuck", 0);
        await _registry.AddPeer("old");
        _work.Advance = () => Task.FromException(new TimeoutException());
        _time.Advance(LeasesEnd);

        var told = await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(_registry.ClearPeers()));
        Assert.Contains("'stuck'", told.Message, StringComparison.Ordinal);
        await _time.PassUntilEnded(_registry.AddPeer("new").AsTask());

        Assert.Equal(["new"], _registry.Peers("", IRegistryGrain.MaxListed));
        Assert.Null(_registry.Records.Working.Bulk);
        Assert.NotNull(_registry.Records.Working.Pending("stuck"));
        _work.Advance = () => Task.CompletedTask;
        await _time.PassUntilEnded(_registry.Open("stuck"));
        Assert.True(_registry.Find("stuck")!.Current);
    });

    // A peer that hangs may have taken in what the load brings: its answer is all that is missing.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_peer_that_a_load_brings_and_that_cannot_be_told_yet_is_listed_until_it_says_that_it_holds_nothing(bool hangs) => GrainThread.Run(async () =>
    {
        (hangs ? _work.Hangs : _work.Refuses).Add("p");
        await LoadPeer("p");
        Assert.Equal(["p"], _registry.Peers("", IRegistryGrain.MaxListed));

        _work.Hangs.Clear();
        _work.Refuses.Clear();
        await _time.PassUntilEnded(Told("p"));

        Assert.Empty(_registry.Peers("", IRegistryGrain.MaxListed));
    });

    [Fact]
    public Task A_decision_about_all_peers_tells_also_one_that_an_earlier_load_brings_and_could_not_tell() => GrainThread.Run(async () =>
    {
        _work.Refuses.Add("p");
        var load = await LoadPeer("p");

        var told = await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(_registry.ClearPeers()));
        Assert.Contains("'p'", told.Message, StringComparison.Ordinal);
        Assert.Equal(0, Assert.Single(_registry.Records.Working.Replacing("p")).Load);
        Assert.False(_registry.Records.Working.IsTaking(load));
        _work.Refuses.Clear();
        await _time.PassUntilEnded(Told("p"));

        Assert.Equal(0, _work.Replacements[^1].Load);
        Assert.Empty(_registry.Peers("", IRegistryGrain.MaxListed));
    });

    /// <summary>Decides that all peers are replaced by one that cannot be told.</summary>
    private async Task<long> LoadPeer(string peer)
    {
        var load = await _registry.Loads.New();
        await _registry.Loads.Stage(load, [], [peer]);
        var commit = _registry.Loads.Commit(load, LoadSections.Peers, new(null, null));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(commit));
        return load;
    }

    /// <summary>Completes when a peer has done all that was decided for it.</summary>
    private async Task Told(string peer)
    {
        while (!_registry.Records.Committed.Replacing(peer).IsEmpty) await Task.Delay(TimeSpan.FromSeconds(1), _time);
    }
}
