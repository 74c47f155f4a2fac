using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockers.Grains.Interfaces;
using Xunit;

namespace Lockers.Grains.Tests.Events;

/// <summary>Events in the life of a locker.</summary>
public class LockerEventsTests(SiloFixture silo)
{
    private static readonly EventsQuery All = new([], new("", Data: true, Reverse: false), Unified: false, int.MaxValue);

    private readonly string _label = silo.NewLabel();
    private readonly string _peer = $"events-{Guid.NewGuid():N}";

    private ILockerGrain Locker => silo.Locker(_label);

    private IPeerInstanceGrain Events => silo.Instance(_label, _peer, IPeerInstanceGrain.Events);

    private IPeerGrain Peer => silo.Grains.GetGrain<IPeerGrain>(_peer);

    [Fact]
    public async Task An_event_of_a_peer_that_is_not_registered_is_not_kept_and_leaves_nothing()
    {
        Assert.Equal(Outcome.NotFound, (await Events.AppendEvent(SomeEvents.At(1, "t"), 10, 0)).Outcome);

        Assert.Null(await silo.Registry.Find(_label));
        await Eventually.Holds(async () => await silo.Activations(_label) == 0, "no grain of the label is left");
    }

    [Fact]
    public async Task Events_are_numbered_and_go_on_when_the_pod_is_gone()
    {
        await Register();

        Assert.Equal(new(Outcome.Done, 1), await Events.AppendEvent(SomeEvents.At(1, "t"), 10, 0));
        await Peer.Remove("10.0.0.1:1");
        Assert.Equal(new(Outcome.Done, 2), await Events.AppendEvent(SomeEvents.At(2, "t"), 10, 0));
    }

    [Fact]
    public async Task Nothing_else_of_the_locker_shows_them()
    {
        await Register();
        await Locker.Put("A", "text");
        var (stats, json) = (await Locker.Stats(), (await Locker.Json()).GetRawText());

        await Keep(1, "t");

        Assert.Equal(stats, await Locker.Stats());
        Assert.Equal(json, (await Locker.Json()).GetRawText());
        var found = await Locker.Whole(await Locker.Find(new("t", InKeys: true, InData: true, Peers: true, Limit: 10)));
        Assert.Equal([$",\"/registry/lockers/{_label}/get/A\""], [Encoding.UTF8.GetString(found)]);
        Assert.Equal("{}", Encoding.UTF8.GetString(await Locker.Whole(await Locker.ReadResults(detailed: true))));
    }

    [Theory]
    [InlineData("clear")]
    [InlineData("close")]
    [InlineData("clear events")]
    [InlineData("clear peers")]
    [InlineData("drop peer")]
    public async Task They_end_with(string what)
    {
        await Register();
        await Locker.Put("A");
        await Keep(1, "before");

        var removal = what switch
        {
            "clear" => await silo.Registry.Clear(_label),
            "close" => await silo.Registry.Close(_label),
            _ => default,
        };
        if (what == "clear events") await Locker.ClearEvents(0);
        if (what == "clear peers") await Locker.ClearPeers(null, null, 0);
        if (what == "drop peer") await Locker.DropPeer(_peer, 0);

        Assert.Equal(what.StartsWith('c') && what.Length == 5 ? 1 : 0, removal.Held.Keys);
        Assert.Equal("{}", await Shown());
        await Keep(2, "behind");
        Assert.Equal("behind", await Titles());
    }

    [Fact]
    public async Task They_stay_when_an_instance_is_emptied_or_registers_again()
    {
        await Register();
        await Keep(1, "t");

        await Locker.ClearPeers(_peer, "10.0.0.1:1", 0);
        await Locker.ResetInstance(_peer, "10.0.0.1:1", 1, 0);

        Assert.Equal("t", await Titles());
    }

    [Fact]
    public async Task An_event_that_means_a_generation_that_is_over_is_closed()
    {
        await Register();
        await Keep(1, "t");
        var generation = (await silo.Registry.Find(_label))!.Generation;
        await silo.Registry.Clear(_label);

        Assert.Equal(Outcome.Closed, (await Events.AppendEvent(SomeEvents.At(2, "late"), 10, generation)).Outcome);
        Assert.Equal("{}", await Shown());
    }

    [Fact]
    public async Task A_load_of_the_locker_replaces_them_by_what_it_brings()
    {
        await Register();
        await Keep(1, "before");
        var load = await silo.Registry.NewLoad();
        var staged = SomeEvents.At(5, "loaded");
        await Events.Stage(load, [new(new(EventKey.Of(new(staged.Ticks, 0, 7))), staged.Json, 1, 1, TextFormat.Json)]);
        await Locker.Stage(new(load, [], [new(_peer, IPeerInstanceGrain.Events, Active: true)]));
        await silo.Registry.StageLoad(load, [new(_label, 0, 1, 1, Used: true, Current: false)], []);

        Assert.Equal(Outcome.Done, await silo.Registry.CommitLockerLoad(load, _label));

        Assert.Equal("loaded", await Titles());
        Assert.Equal(8, (await Events.AppendEvent(SomeEvents.At(6, "next"), 10, 0)).Number);
    }

    [Fact]
    public async Task The_registry_s_own_are_shown_with_the_generation_that_they_belong_to()
    {
        await Register();
        await Keep(1, "of the peer");
        var generation = (await silo.Registry.Find(_label))!.Generation;
        var own = silo.Grains.GetGrain<IRegistryEventsGrain>(IRegistryEventsGrain.TheKey);
        await own.Append(SomeEvents.At(2, "own"), 1000, generation);
        await own.Append(SomeEvents.At(3, "other"), 1000, generation - 1);

        Assert.Equal([_peer, "registry"], (await Json(generation)).AsObject().Select(peer => peer.Key));
        Assert.Equal("own", (string)(await Json(generation))["registry"]![0]!["title"]!);
        Assert.Equal([_peer], (await Json(generation + 1)).AsObject().Select(peer => peer.Key));

        await own.Clear(generation);
        Assert.Equal([_peer], (await Json(generation)).AsObject().Select(peer => peer.Key));
        Assert.Equal("other", (string)(await Json(generation - 1))["registry"]![0]!["title"]!);
    }

    private async Task Register() => await Peer.Add(new(_peer, "10.0.0.1:1", "pod", "ns", "", ""));

    private async Task Keep(int second, string title) =>
        Assert.Equal(Outcome.Done, (await Events.AppendEvent(SomeEvents.At(second, title, peer: _peer), 1000, 0)).Outcome);

    private async Task<string> Shown() => Encoding.UTF8.GetString(await Locker.Whole(await Locker.ReadEvents(All, 0)));

    private async Task<JsonNode> Json(long generation) =>
        JsonNode.Parse(Encoding.UTF8.GetString(await Locker.Whole(await Locker.ReadEvents(All, generation))))!;

    private async Task<string> Titles()
    {
        using var json = JsonDocument.Parse(await Shown());
        return string.Join(' ', json.RootElement.GetProperty(_peer).EnumerateArray().Select(SomeEvents.Title));
    }
}
