using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tests.Events;
using Xunit;

namespace Lockers.Grains.Tests.Cluster;

/// <summary>Something of everything that grains hold, and whether it is all there.</summary>
internal sealed class Contents
{
    private const int Labels = 30;
    private const int BigKeys = 2500;
    private const string Current = "L7";
    private const int MostEvents = 100;
    private static readonly LockerName[] OfContexts = [new("c", "run"), new("c", "L7"), new("other", "run")];
    private static readonly EventFilter AllEvents = new("", Data: true, Reverse: false);
    private static readonly byte[] Big = [.. Enumerable.Range(0, 2000).Select(at => (byte)at)];

    private readonly List<LockerInfo> _infos = [];
    private readonly List<(string Name, string? Json)> _peers = [];
    private int _checks;

    /// <summary>Puts it in.</summary>
    public async Task Fill(IGrainFactory grains)
    {
        var registry = grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);
        for (var at = 0; at < Labels; at++)
        {
            await Locker(grains, at).Put("A,B", $"locker {at}");
            await Instance(grains, at).Put("client,t", $"earlier {at}");
            await Locker(grains, at).ResetInstance("p", $"a{at}", 4, 0);
            await Instance(grains, at).Put("client,t", $"{{\"at\":{at}}}");
        }

        var big = grains.GetGrain<ILockerGrain>("big");
        for (var at = 0; at < BigKeys; at++) await big.Store(new(KeyPath.Of($"k{at % 50},{at}"), Big, TextFormat.Json, 0));
        foreach (var name in (string[])["p1", "p2", "p3", "p4", "p5"])
        {
            var peer = grains.GetGrain<IPeerGrain>(name);
            await peer.Add(new(name, "a:1", "pod", "ns", "node", "cluster"));
            await peer.Add(new(name, "a:1", "pod", "ns", "node", "cluster"));
            _peers.Add((name, await peer.Json()));
            await AddEvents(grains, name);
        }

        foreach (var name in OfContexts)
        {
            await registry.Open(name.Key);
            await grains.GetGrain<ILockerGrain>(name.Key).Put("A,B", name.ToString());
        }

        await registry.Open(Current);
        await registry.SetSettings(new("x|y", "[1]"u8.ToArray()));
        await AddRegistryEvents(grains);
        _infos.AddRange(await registry.Lockers());
    }

    /// <summary>Fails where anything is not there as it was put in; and puts something more into every locker.</summary>
    public async Task Check(IGrainFactory grains)
    {
        var registry = grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);
        Assert.Equal(_infos, await registry.Lockers());
        Assert.Equal(Current, (await registry.LeaseCurrent(null)).Label);
        Assert.Equal("x|y", (await registry.Settings()).TrackingHeaders);
        Assert.Equal(_peers.Select(peer => peer.Name), await registry.Peers());
        foreach (var (name, json) in _peers) Assert.Equal(json, await grains.GetGrain<IPeerGrain>(name).Json());
        for (var at = 0; at < Labels; at++) await CheckLocker(grains, at);
        await CheckContexts(grains);
        await CheckEvents(grains);
        _checks++;
        await CheckBig(grains.GetGrain<ILockerGrain>("big"));
    }

    private async Task CheckLocker(IGrainFactory grains, int at)
    {
        var (locker, instance) = (Locker(grains, at), Instance(grains, at));
        Assert.Equal($"locker {at}", Text(await locker.Get(KeyPath.Of("A,B"))));
        Assert.Equal($"{{\"at\":{at}}}", Text(await instance.Get(KeyPath.Of("client,t"))));
        Assert.Equal($"earlier {at}", Text(await instance.GetEarlier(KeyPath.Of("client,t"), 3)));
        for (var check = 0; check < _checks; check++) Assert.Equal(Outcome.Done, await locker.Has($"check,{check}"));
        var shown = (await locker.Json()).GetProperty("peerLockers").GetProperty("p").GetProperty("instanceLockers");
        Assert.Equal($"a{at}", Assert.Single(shown.EnumerateObject()).Name);
        Assert.Equal(Outcome.Done, await locker.Put($"check,{_checks}", generation: _infos.Single(info => info.Label == $"L{at}").Generation));
    }

    private static async Task CheckContexts(IGrainFactory grains)
    {
        var registry = grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);
        Assert.Equal(OfContexts.Select(name => name.Context).Distinct(), await registry.Contexts("", 10));
        foreach (var context in OfContexts.GroupBy(name => name.Context))
        {
            Assert.Equal(context.Select(name => name.Key).Order(), (await registry.ContextLockers(context.Key, "", 10)).Select(info => info.Label));
            Assert.Equal(context.Last().Key, (await registry.ContextCurrent(context.Key)).Label);
        }

        foreach (var name in OfContexts)
            Assert.Equal(name.ToString(), Text(await grains.GetGrain<ILockerGrain>(name.Key).Get(KeyPath.Of("A,B"))));
    }

    // The numbers go on where they were: an event more is the next one.
    private async Task CheckEvents(IGrainFactory grains)
    {
        var titles = string.Join(' ', Enumerable.Range(0, _checks + 1).SelectMany(check => (string[])[$"a{check}", $"b{check}"]));
        foreach (var (name, _) in _peers)
        {
            Assert.Equal(titles, await SomeEvents.Titles(cursor => Events(grains, name).ReadEvents(AllEvents, cursor, 0)));
            await AddEvents(grains, name, _checks + 1);
        }

        var current = _infos.Single(info => info.Label == Current).Generation;
        Assert.Equal(titles, await SomeEvents.Titles(cursor => RegistryEvents(grains).Read(AllEvents, cursor, current)));
        await AddRegistryEvents(grains, _checks + 1);
    }

    private static async Task AddEvents(IGrainFactory grains, string peer, int check = 0)
    {
        var first = await Events(grains, peer).AppendEvent(SomeEvents.At(2 * check, $"a{check}", peer: peer), MostEvents, 0);
        var second = await Events(grains, peer).AppendEvent(SomeEvents.At((2 * check) + 1, $"b{check}", peer: peer), MostEvents, 0);
        Assert.Equal([new(Outcome.Done, (2 * check) + 1), new(Outcome.Done, (2 * check) + 2)], [first, second]);
    }

    private static async Task AddRegistryEvents(IGrainFactory grains, int check = 0)
    {
        var current = (await grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey).LeaseCurrent(null)).Generation;
        await RegistryEvents(grains).Append(SomeEvents.At(2 * check, $"a{check}"), MostEvents, current);
        await RegistryEvents(grains).Append(SomeEvents.At((2 * check) + 1, $"b{check}"), MostEvents, current);
    }

    private static async Task CheckBig(ILockerGrain big)
    {
        Assert.Equal(BigKeys, (await big.Stats()).Keys);
        for (var at = 0; at < BigKeys; at += 97)
        {
            var read = await big.Get(KeyPath.Of($"k{at % 50},{at}"));
            Assert.Equal(Big, read.Text);
            Assert.Equal(TextFormat.Json, read.Format);
        }
    }

    private static string Text(TextRead read) => Encoding.UTF8.GetString(read.Text!);

    private static IPeerInstanceGrain Events(IGrainFactory grains, string peer) =>
        grains.GetGrain<IPeerInstanceGrain>(IPeerInstanceGrain.KeyOf("L3", peer, IPeerInstanceGrain.Events));

    private static IRegistryEventsGrain RegistryEvents(IGrainFactory grains) => grains.GetGrain<IRegistryEventsGrain>(IRegistryEventsGrain.TheKey);

    private static ILockerGrain Locker(IGrainFactory grains, int at) => grains.GetGrain<ILockerGrain>($"L{at}");

    private static IPeerInstanceGrain Instance(IGrainFactory grains, int at) =>
        grains.GetGrain<IPeerInstanceGrain>(IPeerInstanceGrain.KeyOf($"L{at}", "p", $"a{at}"));
}
