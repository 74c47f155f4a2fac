using Lockers.Grains.Interfaces;
using Lockers.Grains.Registry;
using Lockers.Grains.Tests.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Grains.Tests.Registry;

/// <summary>What the registry's book says while a change is on its way, and after a restart.</summary>
public sealed class RegistryRenewalsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly HeldRecords _records = new();
    private RegistryBook _book = null!;

    public async ValueTask InitializeAsync() => _book = await Activate(_time);

    public ValueTask DisposeAsync() => default;

    [Fact]
    public void Renewals_of_one_label_are_noted_as_one_that_ends_the_later_life()
    {
        Assert.Equal(new Renewal("X", 5, 7, 3), _book.Renew(new("X", 5, 7, 3)));
        Assert.Equal(new Renewal("X", 7, 0, 0), _book.Renew(new("X", 7, 0, 0)));
        Assert.Equal(new Renewal("X", 7, 9, 0), _book.Renew(new("X", 0, 9, 0)));
        _book.Renew(new("Y", 1, 0, 0));

        Assert.Equal([new Renewal("X", 7, 9, 0), new Renewal("Y", 1, 0, 0)], _book.Renewals());
    }

    [Fact]
    public void What_is_carried_out_is_noted_no_longer_unless_another_took_its_place()
    {
        var first = _book.Renew(new("X", 5, 7, 0));
        var second = _book.Renew(new("X", 7, 0, 0));

        _book.Renewed(first);
        Assert.Equal([second], _book.Renewals());
        _book.Renewed(second);
        _book.Renewed(second);

        Assert.Empty(_book.Renewals());
    }

    [Fact]
    public void A_load_is_under_way_until_all_its_renewals_are_carried_out()
    {
        var load = _book.NewLoad();
        _book.Renew(new("X", 0, 7, load));
        _book.EndLoad(load);
        Assert.True(_book.IsLoading(load));

        _book.Renewed(new("X", 0, 7, load));

        Assert.False(_book.IsLoading(load));
    }

    [Fact]
    public Task What_is_not_committed_is_not_told() => GrainThread.Run(async () =>
    {
        _records.Hold();
        _book.Ensure("X");
        _book.SetCurrent("X");
        _book.AddPeer("p");
        _book.Set(new("h", "{}"u8.ToArray()));
        var committed = _book.Committed();
        Assert.Equal("default", _book.CurrentLocker.Label);
        Assert.Null(_book.Describe("X"));
        Assert.Equal("default", Assert.Single(_book.Lockers()).Label);
        Assert.Empty(_book.Peers());
        Assert.Equal("", _book.TrackingHeaders);
        Assert.Equal("null"u8.ToArray(), _book.Probes);
        Assert.Equal("X", _book.CurrentLabel);
        Assert.NotNull(_book.Find("X"));
        Assert.Equal(["p"], _book.WorkingPeers());
        Assert.Equal(["X", "default"], _book.WorkingLockers().Select(locker => locker.Label));

        _records.Release();
        await committed;

        Assert.Equal("X", _book.CurrentLocker.Label);
        Assert.Equal(["X", "default"], _book.Lockers().Select(locker => locker.Label));
        Assert.Equal(["p"], _book.Peers());
        Assert.Equal("h", _book.TrackingHeaders);
    });

    [Fact]
    public Task What_could_not_be_committed_was_never_decided() => GrainThread.Run(async () =>
    {
        _records.IsAway = true;
        _book.Ensure("X");
        _book.SetCurrent("X");
        _book.Renew(new("Y", 1, 2, 0));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(_book.Committed().AsTask()));

        Assert.Null(_book.Find("X"));
        Assert.Equal("default", _book.CurrentLabel);
        Assert.Empty(_book.Renewals());
    });

    [Fact]
    public Task A_book_outlasts_the_activation() => GrainThread.Run(async () =>
    {
        _book.Touch("X");
        _book.SetCurrent("X");
        _book.AddPeer("p");
        _book.Renew(new("Y", 1, 2, 3));
        await _book.Committed();
        var before = _book.Lockers();

        var next = await Activate(_time);

        Assert.Equal(before.AsEnumerable(), next.Lockers());
        Assert.Equal("X", next.CurrentLocker.Label);
        Assert.Equal(["p"], next.Peers());
        Assert.Equal([new Renewal("Y", 1, 2, 3)], next.Renewals());
    });

    [Theory]
    [InlineData("open")]
    [InlineData("begins")]
    [InlineData("ended")]
    public Task Lives_go_on_growing_though_the_next_nodes_clock_is_behind(string where) => GrainThread.Run(async () =>
    {
        var life = _book.NewLife();
        if (where == "open") _book.Keep("X", new(life, 1, 1, Used: true));
        else _book.Renew(where == "begins" ? new("X", 0, life, 0) : new("X", life, 0, 0));
        await _book.Committed();

        var next = await Activate(new FakeTimeProvider(_time.GetUtcNow().AddDays(-1)));

        Assert.True(next.NewLife() > life);
    });

    private async Task<RegistryBook> Activate(FakeTimeProvider time)
    {
        var state = await _records.Recover(trees: 1, time);
        var book = new RegistryBook(state[0], time);
        book.Begin();
        await book.Committed();
        return book;
    }
}
