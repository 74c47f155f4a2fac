using System.Text;
using System.Text.Json;
using Lockers.Grains.Interfaces;
using Xunit;

namespace Lockers.Grains.Tests.Lockers;

public class LockerGrainTests(SiloFixture silo)
{
    private readonly string _label = silo.NewLabel();

    private ILockerGrain Locker => silo.Locker(_label);

    private IRegistryGrain Registry => silo.Registry;

    [Fact]
    public async Task A_text_is_read_as_the_array_that_was_stored()
    {
        var text = new byte[100_000];

        await Locker.Store(new(KeyPath.Of("A"), text, TextFormat.Json, 0));

        Assert.Same(text, (await Locker.Get(KeyPath.Of("A"))).Text);
    }

    [Fact]
    public async Task A_store_makes_the_label_but_not_the_current_one()
    {
        Assert.Null(await Registry.Find(_label));

        await Locker.Put("A");

        var info = (await Registry.Find(_label))!;
        Assert.True(info.Used);
        Assert.False(info.Current);
    }

    [Fact]
    public async Task A_locker_that_holds_a_generation_says_with_every_read_of_it_that_it_exists()
    {
        Assert.All(await Reads(), page => Assert.False(page.Exists));

        await Locker.Put("A");
        Assert.All(await Reads(), page => Assert.True(page.Exists));

        await Registry.Close(_label);
        Assert.All(await Reads(), page => Assert.False(page.Exists));

        async Task<ReadPage[]> Reads() =>
        [
            await Locker.ReadLocker(ReadOptions.All, current: false),
            await Locker.ReadPaths(),
            await Locker.Find(new("A", true, true, true, 10)),
            await Locker.ReadResults(detailed: true),
            await Locker.ReadPeers(ReadOptions.All),
        ];
    }

    [Fact]
    public async Task Asking_for_an_unknown_label_leaves_nothing_behind()
    {
        var path = KeyPath.Of("A");
        Assert.Equal(Outcome.NotFound, await Locker.Has("A"));
        Assert.Equal(ReadPage.NotFound, await Locker.ReadTree(path, ReadOptions.All));
        Assert.Equal(ReadPage.NotFound, await Locker.ReadPeer("p", ReadOptions.All));
        Assert.Equal(ReadPage.NotFound, await Locker.ReadInstance("p", "a", ReadOptions.All));
        Assert.Equal(0, (await Locker.ReadPaths()).Items);
        Assert.Equal(0, (await Locker.Find(new("A", true, true, true, 10))).Items);
        Assert.Equal("{}", Encoding.UTF8.GetString((await Locker.ReadResults(detailed: true)).Bytes.Span));
        Assert.Equal(default, await Locker.Stats());

        await IsGone();
        Assert.Null(await Registry.Find(_label));
    }

    [Theory]
    [InlineData("remove")]
    [InlineData("active")]
    [InlineData("clear")]
    [InlineData("drop")]
    [InlineData("store")]
    [InlineData("reset")]
    [InlineData("announce")]
    public async Task A_change_that_finds_nothing_to_change_leaves_nothing_behind(string change)
    {
        const long over = 5;
        _ = change switch
        {
            "remove" => await Locker.Remove(KeyPath.Of("A"), recursive: true, 0),
            "active" => await Locker.SetActive("p", "a", active: true, 0),
            "clear" => await Locker.ClearPeers(null, null, 0),
            "drop" => await Locker.DropPeer("p", 0),
            "store" => await Locker.Put("A", generation: over),
            "reset" => await Locker.ResetInstance("p", "a", 0, over),
            _ => (Outcome)await Locker.Announce("p", "a", over),
        };

        await IsGone();
        Assert.Null(await Registry.Find(_label));
    }

    [Fact]
    public async Task A_store_into_a_generation_that_is_over_is_closed_and_does_not_bring_the_label_back()
    {
        await Locker.Put("A");
        var generation = (await Registry.Find(_label))!.Generation;
        await Registry.Close(_label);

        Assert.Equal(Outcome.Closed, await Locker.Put("A", generation: generation));

        Assert.Null(await Registry.Find(_label));
        await IsGone();
    }

    [Fact]
    public async Task A_store_that_names_no_generation_begins_a_new_one_after_a_close()
    {
        await Locker.Put("old");
        var generation = (await Registry.Find(_label))!.Generation;
        await Registry.Close(_label);

        Assert.Equal(Outcome.Done, await Locker.Put("new"));

        Assert.True((await Registry.Find(_label))!.Generation > generation);
        Assert.Equal(Outcome.NotFound, await Locker.Has("old"));
    }

    [Fact]
    public async Task Clear_keeps_the_label_and_ends_the_generation()
    {
        await Locker.Put("A");
        await silo.Instance(_label, "p", "a").Put("A");
        var before = (await Registry.Find(_label))!;
        var held = await Locker.Stats();
        Assert.Equal(2, held.Keys);

        Assert.Equal(new Removal(Outcome.Done, 1, held), await Registry.Clear(_label));

        var after = (await Registry.Find(_label))!;
        Assert.Equal(before with { Generation = after.Generation }, after);
        Assert.True(after.Generation > before.Generation);
        Assert.Equal(Outcome.NotFound, await Locker.Has("A"));
        Assert.Equal(Outcome.NotFound, await silo.Instance(_label, "p", "a").Has("A"));
        Assert.Equal(Outcome.Closed, await Locker.Put("A", generation: before.Generation));
        Assert.Equal(Outcome.Done, await Locker.Put("A", generation: after.Generation));
    }

    [Fact]
    public async Task Close_reaches_every_peer_and_instance()
    {
        var instances = (
            from peer in Enumerable.Range(0, 5)
            from instance in Enumerable.Range(0, 20)
            select silo.Instance(_label, $"p{peer}", instance == 0 ? "" : $"a{instance}")).ToList();
        await Task.WhenAll(instances.Select(instance => instance.Put("A").AsTask()));

        await Registry.Close(_label);

        var left = await Task.WhenAll(instances.Select(instance => instance.Has("A")));
        Assert.All(left, outcome => Assert.Equal(Outcome.NotFound, outcome));
        await IsGone();
    }

    // What is acknowledged after a close was answered must stay; what was acknowledged before is gone.
    [Fact]
    public async Task Stores_that_race_with_a_close_are_either_before_or_after_it()
    {
        for (var round = 0; round < 200; round++)
        {
            var label = $"{_label}-{round}";
            var instances = Enumerable.Range(0, 4).Select(at => silo.Instance(label, "p", $"a{at}")).ToList();
            await instances[0].Put("before");

            var stores = instances.Select(instance => instance.Put("during").AsTask()).Append(silo.Locker(label).Put("during").AsTask());
            await Task.WhenAll([Registry.Close(label), .. stores]);
            await instances[1].Put("after");

            Assert.Equal(Outcome.NotFound, await instances[0].Has("before"));
            Assert.Equal(Outcome.Done, await instances[1].Has("after"));
            var listed = (await silo.Locker(label).Json()).GetProperty("peerLockers").GetProperty("p").GetProperty("instanceLockers");
            foreach (var (instance, at) in instances.Select((instance, at) => (instance, at)))
            {
                // Whatever can be read is listed, or no close would reach it.
                if (await instance.Has("during") == Outcome.Done || at == 1) Assert.True(listed.TryGetProperty($"a{at}", out _));
            }

            await Registry.Close(label);
            Assert.All(await Task.WhenAll(instances.Select(instance => instance.Has("during"))), one => Assert.Equal(Outcome.NotFound, one));
            Assert.Null(await Registry.Find(label));
        }
    }

    [Fact]
    public async Task A_read_goes_on_over_one_version_while_stores_go_on()
    {
        var text = new string('v', 1000);
        for (var at = 0; at < 500; at++) await Locker.Put($"k{at:D4}", text);
        var first = await Locker.ReadLocker(ReadOptions.All, current: false);
        Assert.NotEqual(0, first.Read);
        var begin = first.Bytes.ToArray();

        for (var at = 0; at < 500; at++) await Locker.Put($"k{at:D4}", "changed");
        await Registry.Clear(_label);
        await Locker.Put("k9999");

        var rest = await Locker.Whole(await Locker.ReadNext(first.Read, 1));
        using var json = JsonDocument.Parse(Encoding.UTF8.GetString([.. begin, .. rest]));
        var keys = json.RootElement.GetProperty("dataLocker").GetProperty("locker").EnumerateObject().ToList();
        Assert.Equal(500, keys.Count);
        Assert.All(keys, key => Assert.Equal(text, key.Value.GetProperty("data").GetString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_closed_locker_goes_when_the_last_read_of_it_has_ended(bool toTheEnd)
    {
        for (var at = 0; at < 300; at++) await Locker.Put($"k{at:D4}", new string('v', 1000));
        var first = await Locker.ReadLocker(ReadOptions.All, current: false);
        await Registry.Close(_label);

        if (toTheEnd) await Locker.Whole(await Locker.ReadNext(first.Read, 1));
        else await Locker.EndRead(first.Read);

        await IsGone();
    }

    private Task IsGone() => Eventually.Holds(async () => await silo.Activations(_label) == 0, $"no grain of {_label} is left");
}
