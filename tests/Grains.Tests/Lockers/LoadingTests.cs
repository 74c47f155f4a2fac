using Lockers.Grains.Interfaces;
using Xunit;

namespace Lockers.Grains.Tests.Lockers;

public sealed class LoadingTests(OwnSilo silo) : IClassFixture<OwnSilo>
{
    private readonly string _label = silo.NewLabel();

    private ILockerGrain Locker => silo.Locker(_label);

    private IPeerInstanceGrain Instance => silo.Instance(_label, "p", "1.1.1.1:1");

    [Fact]
    public async Task What_is_staged_is_invisible_until_it_is_committed()
    {
        await Locker.Put("old");
        var staged = await Stage("new");
        Assert.Equal(Outcome.Done, await Locker.Has("old"));
        Assert.Equal(Outcome.NotFound, await Locker.Has("new"));
        Assert.Equal(Outcome.NotFound, await Instance.Has("new"));
        Assert.Equal(ReadPage.NotFound, await Locker.ReadPeer("p", ReadOptions.All));

        await Commit(staged);

        Assert.Equal(Outcome.NotFound, await Locker.Has("old"));
        Assert.Equal(Outcome.Done, await Locker.Has("new"));
        Assert.Equal(Outcome.Done, await Instance.Has("new"));
        var json = await Locker.Json();
        Assert.True(json.GetProperty("peerLockers").GetProperty("p").GetProperty("instanceLockers").TryGetProperty("1.1.1.1:1", out _));
    }

    [Fact]
    public async Task What_is_given_up_leaves_nothing()
    {
        var staged = await Stage("new");

        await Locker.Unstage(staged);

        await Eventually.Holds(async () => await silo.Activations(_label) == 0, "the grains of a load that was given up are gone");
        Assert.Null(await silo.Registry.Find(_label));
    }

    [Fact]
    public async Task A_store_after_a_load_goes_into_what_was_loaded()
    {
        await Commit(await Stage("new"));

        Assert.Equal(Outcome.Done, await Locker.Put("more"));
        Assert.Equal(Outcome.Done, await Instance.Put("more"));

        Assert.Equal(Outcome.Done, await Locker.Has("new"));
        Assert.Equal(Outcome.Done, await Instance.Has("new"));
    }

    [Fact]
    public async Task A_load_replaces_what_was_begun_while_it_was_staged()
    {
        var staged = await Stage("new");
        await Locker.Put("meanwhile");
        await silo.Registry.Clear(_label);
        await Locker.Put("again");

        await Commit(staged);

        Assert.Equal(Outcome.Done, await Locker.Has("new"));
        Assert.Equal(Outcome.Done, await Instance.Has("new"));
        Assert.Equal(Outcome.NotFound, await Locker.Has("again"));
        Assert.Equal(Outcome.Done, await Locker.Put("after"));
        Assert.Equal(Outcome.Done, await Locker.Has("new"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_loads_at_once_the_one_that_is_committed_last_is_there_whole(bool olderFirst)
    {
        var (older, newer) = (await silo.Registry.NewLoad(), await silo.Registry.NewLoad());
        await Stage("A", older);
        await Stage("B", newer);
        await Stage("A2", older);
        await Stage("B2", newer);

        await Commit(olderFirst ? older : newer);
        await Commit(olderFirst ? newer : older);

        var (there, gone) = olderFirst ? ("B", "A") : ("A", "B");
        foreach (var path in (string[])[there, there + "2"])
        {
            Assert.Equal(Outcome.Done, await Locker.Has(path));
            Assert.Equal(Outcome.Done, await Instance.Has(path));
        }

        Assert.Equal(Outcome.NotFound, await Locker.Has(gone));
        Assert.Equal(Outcome.NotFound, await Instance.Has(gone));
        var peers = (await Locker.Json()).GetProperty("peerLockers");
        Assert.Equal("p", Assert.Single(peers.EnumerateObject()).Name);
    }

    [Fact]
    public async Task A_load_that_is_given_up_takes_nothing_from_another()
    {
        var bad = await Stage("bad");
        var good = await Stage("good");

        await Locker.Unstage(bad);
        await Commit(good);

        Assert.Equal(Outcome.Done, await Locker.Has("good"));
        Assert.Equal(Outcome.Done, await Instance.Has("good"));
        Assert.True((await Locker.Json()).GetProperty("peerLockers").TryGetProperty("p", out _));
    }

    [Fact]
    public async Task A_load_that_is_not_known_any_more_replaces_nothing()
    {
        await Locker.Put("old");
        var given = await silo.Registry.NewLoad();
        Assert.True(await silo.Registry.IsLoading(given));
        Assert.True(await silo.Registry.AbandonLoad(given));

        foreach (var load in (long[])[given, 12345])
        {
            Assert.False(await silo.Registry.IsLoading(load));
            Assert.Equal(Outcome.Closed, await silo.Registry.CommitLockers(load));
        }

        Assert.Equal(Outcome.Done, await Locker.Has("old"));
    }

    private async Task<long> Stage(string path) => await Stage(path, await silo.Registry.NewLoad());

    private async Task<long> Stage(string path, long load)
    {
        await Locker.Stage(new(load, [Calls.Entry(path, path)], []));
        await Locker.Stage(new(load, [], [new("p", "1.1.1.1:1", Active: true)]));
        await Instance.Stage(load, [Calls.Entry(path, path)]);
        return load;
    }

    private async Task Commit(long load) =>
        Assert.Equal(Outcome.Done, await silo.Registry.CommitLockers(load, new LockerInfo(_label, 0, 1, 1, Used: true, Current: false)));
}
