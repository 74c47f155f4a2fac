using Lockers.Grains.Interfaces;
using Xunit;

namespace Lockers.Grains.Tests.Registry;

public sealed class RegistryGrainTests(OwnSilo silo) : IClassFixture<OwnSilo>
{
    private readonly string _label = silo.NewLabel();

    private IRegistryGrain Registry => silo.Registry;

    [Fact]
    public async Task An_opened_locker_is_current_and_unused()
    {
        await Registry.Open(_label);

        var lease = await Registry.LeaseCurrent(null);
        Assert.Equal(_label, lease.Label);
        Assert.Equal(TimeSpan.Zero, lease.Duration);
        var info = (await Registry.Find(_label))!;
        Assert.True(info.Current);
        Assert.False(info.Used);
        Assert.Equal(lease.Generation, info.Generation);
    }

    [Fact]
    public async Task Closing_the_current_locker_makes_default_current()
    {
        await Registry.Open(_label);

        Assert.Equal(Outcome.Done, (await Registry.Close(_label)).Outcome);
        Assert.Equal(Outcome.Done, (await Registry.Close(_label)).Outcome);

        Assert.Equal("default", (await Registry.LeaseCurrent(null)).Label);
        Assert.Null(await Registry.Find(_label));
    }

    [Fact]
    public async Task Closing_another_locker_leaves_the_current_one()
    {
        var other = silo.NewLabel();
        await Registry.Open(other);
        await Registry.Open(_label);

        await Registry.Close(other);

        Assert.Equal(_label, (await Registry.LeaseCurrent(null)).Label);
    }

    [Fact]
    public async Task The_default_locker_cannot_be_closed() => Assert.Equal(Outcome.Refused, (await Registry.Close("default")).Outcome);

    [Fact]
    public async Task An_unknown_locker_cannot_be_cleared() => Assert.Equal(Outcome.NotFound, (await Registry.Clear(_label)).Outcome);

    [Fact]
    public async Task Closing_all_leaves_default_empty_and_current()
    {
        await silo.Locker("default").Put("A");
        await silo.Locker(_label).Put("A");
        await silo.Instance(_label, "p", "a").Put("A");
        await Registry.Open(_label);
        await Registry.SetSettings(new("h", null));

        await Registry.CloseAll();

        var left = Assert.Single(await Registry.Lockers());
        Assert.Equal(("default", true, false), (left.Label, left.Current, left.Used));
        Assert.Equal(Outcome.NotFound, await silo.Locker("default").Has("A"));
        Assert.Equal(Outcome.NotFound, await silo.Locker(_label).Has("A"));
        Assert.Equal(Outcome.NotFound, await silo.Instance(_label, "p", "a").Has("A"));
        Assert.Equal("h", (await Registry.Settings()).TrackingHeaders);
    }

    [Fact]
    public async Task Opening_takes_the_leases_on_the_old_locker_back_first()
    {
        // A lease runs out by itself. Where the machine paused for that long, nothing was to be seen, and another one is taken.
        for (var tries = 1; !await OpeningTakesTheLeaseBackFirst(); tries++) Assert.InRange(tries, 1, 20);
    }

    private async Task<bool> OpeningTakesTheLeaseBackFirst()
    {
        await Registry.Open(silo.NewLabel());
        var holder = new Holder();
        var reference = silo.Grains.CreateObjectReference<ICurrentLockerHolder>(holder);
        var begun = TimeProvider.System.GetTimestamp();
        var lease = await Registry.LeaseCurrent(reference);
        Assert.True(lease.Duration > TimeSpan.Zero);

        var other = silo.NewLabel();
        var open = Registry.Open(other);
        await Eventually.Holds(() => Task.FromResult(holder.Revoked.Count == 1 || open.IsCompleted), "the lease is asked back");
        var asked = Registry.LeaseCurrent(null).AsTask();
        var (isOpen, isAnswered) = (open.IsCompleted, asked.IsCompleted);
        var wasHeld = TimeProvider.System.GetElapsedTime(begun) < lease.Duration;
        holder.Acknowledge();
        await open;

        Assert.Equal(other, (await asked).Label);
        GC.KeepAlive(holder);
        if (!wasHeld) return false;
        Assert.False(isOpen);
        Assert.False(isAnswered);
        Assert.True(holder.Revoked[0] > lease.Change);
        return true;
    }

    [Fact]
    public async Task Opening_the_current_locker_again_asks_nobody()
    {
        await Registry.Open(_label);
        var holder = new Holder();
        await Registry.LeaseCurrent(silo.Grains.CreateObjectReference<ICurrentLockerHolder>(holder));

        await Registry.Open(_label);

        Assert.Empty(holder.Revoked);
        holder.Acknowledge();
    }

    [Fact]
    public async Task Adopting_a_generation_that_is_over_creates_nothing()
    {
        var generation = await Registry.Adopt(_label, 0);
        await Registry.Close(_label);

        Assert.Equal(0, await Registry.Adopt(_label, generation));
        Assert.Null(await Registry.Find(_label));
        Assert.NotEqual(generation, await Registry.Adopt(_label, 0));
    }

    [Fact]
    public async Task A_load_without_default_adds_it_and_makes_it_current()
    {
        await Registry.Open(_label);

        var load = await Registry.NewLoad();
        Assert.Equal(Outcome.Done, await Registry.CommitLockers(load, new LockerInfo("loaded", 0, 5, 6, Used: false, Current: false)));

        Assert.Equal([("default", true), ("loaded", false)], (await Registry.Lockers()).Select(locker => (locker.Label, locker.Current)));
        Assert.Equal((5, 6), ((await Registry.Find("loaded"))!.FirstOpened, (await Registry.Find("loaded"))!.LastOpened));
    }

    [Fact]
    public async Task Loading_peers_replaces_them()
    {
        var peer = silo.Grains.GetGrain<IPeerGrain>("old");
        await peer.Add(new("old", "a:1", "", "", "", ""));

        var load = await Registry.NewLoad();
        await silo.Grains.GetGrain<IPeerGrain>("new").Stage(load, new("new", "ns", [], [], [], [], Known: true));
        await Registry.StageLoad(load, [], ["new"]);
        Assert.Equal(Outcome.Done, await Registry.CommitLoad(load, LoadSections.Peers, null, null));

        Assert.Equal(["new"], await Registry.Peers());
        Assert.Null(await peer.Json());
        Assert.Contains("\"namespace\":\"ns\"", await silo.Grains.GetGrain<IPeerGrain>("new").Json(), StringComparison.Ordinal);
    }
}
