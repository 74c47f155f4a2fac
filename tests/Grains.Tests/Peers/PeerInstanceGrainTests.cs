using Lockers.Grains.Interfaces;
using Lockers.Grains.Results;
using Lockers.Grains.Tests.Results;
using Xunit;

namespace Lockers.Grains.Tests.Peers;

public class PeerInstanceGrainTests(SiloFixture silo)
{
    private const string Address = "10.0.0.1:8080";

    private readonly string _label = silo.NewLabel();

    private ILockerGrain Locker => silo.Locker(_label);

    private IPeerInstanceGrain Instance => silo.Instance(_label, "p", Address);

    [Fact]
    public async Task A_store_announces_the_instance_and_the_label()
    {
        Assert.Equal(Outcome.Done, await Instance.Put("client,t1", "{}"));

        Assert.True((await silo.Registry.Find(_label))!.Used);
        var json = await Locker.Json();
        var shown = json.GetProperty("peerLockers").GetProperty("p").GetProperty("instanceLockers").GetProperty(Address);
        Assert.True(shown.GetProperty("active").GetBoolean());
        Assert.True(shown.GetProperty("locker").GetProperty("client").GetProperty("subKeys").TryGetProperty("t1", out _));
    }

    [Fact]
    public async Task A_text_is_read_as_the_array_that_was_stored()
    {
        var text = new byte[100_000];

        await Instance.Store(new(KeyPath.Of("A"), text, TextFormat.Plain, 0));

        Assert.Same(text, (await Instance.Get(KeyPath.Of("A"))).Text);
    }

    [Fact]
    public async Task A_store_after_its_peer_was_dropped_lists_the_instance_again_with_that_store_only()
    {
        await Instance.Put("old");
        await Locker.DropPeer("p", 0);
        Assert.False((await Locker.Json()).GetProperty("peerLockers").TryGetProperty("p", out _));

        Assert.Equal(Outcome.Done, await Instance.Put("new"));

        var shown = (await Locker.Json()).GetProperty("peerLockers").GetProperty("p").GetProperty("instanceLockers").GetProperty(Address);
        Assert.Equal(["new"], shown.GetProperty("locker").EnumerateObject().Select(key => key.Name));
    }

    [Fact]
    public async Task A_store_into_a_generation_that_is_over_is_closed_and_lists_nothing()
    {
        await Locker.Put("A");
        var generation = (await silo.Registry.Find(_label))!.Generation;
        await silo.Registry.Close(_label);

        Assert.Equal(Outcome.Closed, await Instance.Put("A", generation: generation));

        Assert.Null(await silo.Registry.Find(_label));
        await Eventually.Holds(async () => await silo.Activations(_label) == 0, "no grain of the closed label is left");
    }

    [Fact]
    public async Task Nothing_of_an_old_generation_is_shown_in_the_next()
    {
        await Instance.Put("old");
        await silo.Registry.Close(_label);
        await Locker.Put("new");

        Assert.Equal(Outcome.NotFound, await Instance.Has("old"));
        Assert.Empty((await Locker.Json()).GetProperty("peerLockers").EnumerateObject());
    }

    [Fact]
    public async Task Reads_of_an_unknown_instance_leave_nothing_behind()
    {
        Assert.Equal(Outcome.NotFound, await Instance.Has("A"));
        Assert.Equal(ReadPage.NotFound, await Instance.ReadTree(KeyPath.Of("A"), ReadOptions.All));
        Assert.Equal(0, (await Instance.ReadKeys(ReadOptions.All, 7)).Bytes.Length);
        Assert.Equal(0, (await Instance.Find(new("A", true, true, true, 10), 7)).Items);
        Assert.Equal(0, (await Instance.ReadResults(7)).Bytes.Length);
        Assert.Equal(default, await Instance.Stats(7));
        Assert.Equal(Outcome.Done, await Instance.Remove(KeyPath.Of("A"), recursive: true, 0));
        await Instance.Clear(7);
        await Instance.Reset(0, 7);
        Assert.Equal(Outcome.NotFound, (await Instance.GetEarlier(KeyPath.Of("A"), 0)).Outcome);
        Assert.False(await Instance.Keeps(0, 0));
        Assert.Equal(ReadPage.NotFound, await Instance.ReadTree(KeyPath.Of("A"), ReadOptions.All with { Epoch = 0 }));

        await Eventually.Holds(async () => await silo.Activations(_label) == 0, "no grain of the unknown label is left");
    }

    [Fact]
    public async Task Calls_that_only_count_or_clear_leave_nothing_behind_either()
    {
        await silo.Instance(_label, "p", "stats").Stats(0);
        await silo.Instance(_label, "p", "clear").Clear(0);
        await silo.Instance(_label, "p", "remove").Remove(KeyPath.Of("A"), recursive: false, 0);

        await Eventually.Holds(async () => await silo.Activations(_label) == 0, "no grain of the unknown label is left");
    }

    [Fact]
    public async Task Results_are_the_texts_under_client_but_not_the_invocations()
    {
        await Instance.Put("client,t2", """{"invocationCounts":2}""");
        await Instance.Put("client,t1", """{"invocationCounts":1}""");
        await Instance.Put("client,", "not a report");
        await Instance.Put("client,invocations,1,t1", "no");
        await Instance.Put("client,branch,x", "no");
        await Instance.Put("server,t3", "no");
        var generation = (await silo.Registry.Find(_label))!.Generation;

        var results = new PeerResults();
        results.Add(await Instance.Whole(await Instance.ReadResults(generation)));

        Assert.StartsWith("""{"targetInvocationCounts":{"":0,"t1":1,"t2":2},""", Written.Summary(results), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_empties_the_instance_and_turns_it_active()
    {
        await Instance.Put("A");
        await Locker.SetActive("p", Address, active: false, 0);

        Assert.Equal(Outcome.Done, await Locker.ResetInstance("p", Address, 0, 0));

        Assert.Equal(Outcome.NotFound, await Instance.Has("A"));
        Assert.Equal(Outcome.Done, (await Instance.GetEarlier(KeyPath.Of("A"), -1)).Outcome);
        var shown = (await Locker.Json()).GetProperty("peerLockers").GetProperty("p").GetProperty("instanceLockers").GetProperty(Address);
        Assert.True(shown.GetProperty("active").GetBoolean());
    }
}
