using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Lockers.Grains.Activation;
using Lockers.Grains.Interfaces;
using Xunit;

namespace Lockers.Grains.Tests.Peers;

public class PeerGrainTests(SiloFixture silo)
{
    private readonly string _name = silo.NewLabel();

    private IPeerGrain Peer => silo.Grains.GetGrain<IPeerGrain>(_name);

    private ValueTask<PodPage> Pods(string after, int limit) => Peer.Pods(after, limit);

    private static bool SamePods(PodPage one, PodPage other) => one.Known == other.Known && one.Pods.SequenceEqual(other.Pods);

    [Fact]
    public async Task Each_registration_begins_an_epoch_of_the_address()
    {
        await Peer.Add(Pod("a:1"));
        await Peer.Add(Pod("a:1"));
        await Peer.Add(Pod("b:1"));

        var (pods, epochs) = await Read(Peer);
        Assert.Equal([("a:1", 1), ("b:1", 0)], pods.Select(pod => (pod.Key, (int)pod.Value!["currentEpoch"]!["epoch"]!)));
        Assert.Equal([("a:1", 0), ("a:1", 1), ("b:1", 0)], epochs);
        Assert.Contains(_name, await silo.Registry.Peers());
    }

    [Fact]
    public async Task A_reminder_adds_an_unknown_pod_and_begins_no_epoch_of_a_known_one()
    {
        Assert.True(await Peer.Remember(Pod("a:1")));
        Assert.False(await Peer.Remember(Pod("a:1")));

        var epoch = Assert.Single((await Read(Peer)).Pods).Value!["currentEpoch"]!;
        Assert.Equal(0, (int)epoch["epoch"]!);
        Assert.True((DateTimeOffset)epoch["lastContact"]! >= (DateTimeOffset)epoch["firstContact"]!);
    }

    [Fact]
    public async Task No_more_epochs_than_the_most_are_kept_and_the_oldest_go_first()
    {
        for (var i = 0; i < IPeerGrain.MaxEpochs + 3; i++) await Peer.Add(Pod("a:1"));

        var (_, epochs) = await Read(Peer);
        Assert.Equal(IPeerGrain.MaxEpochs, epochs.Count);
        Assert.Equal(3, epochs[0].Epoch);
        Assert.Equal(IPeerGrain.MaxEpochs + 2, epochs[^1].Epoch);
    }

    [Fact]
    public async Task Pods_come_in_order_and_in_pages_and_show_whether_they_are_called()
    {
        Assert.Equal(new(false, []), await Pods("", 2), SamePods);
        foreach (var address in (string[])["c:1", "a+1", "a,1", "a:1"]) await Peer.Add(Pod(address));
        await Peer.Add(Pod("c:1"));
        await Peer.SetHealthy(["a,1", "never:1"], healthy: false);

        Assert.Equal(new(true, [new("a+1", true, false, 0), new("a,1", false, false, 0)]), await Pods("", 2), SamePods);
        Assert.Equal(new(true, [new("a:1", true, false, 0), new("c:1", true, false, 1)]), await Pods("a,1", 3), SamePods);
        Assert.Equal(new(true, []), await Pods("c:1", 3), SamePods);
    }

    [Fact]
    public async Task A_pod_that_did_not_answer_is_unhealthy_until_it_does_or_reminds()
    {
        await Peer.Add(Pod("a:1"));
        await Peer.SetHealthy(["a:1"], healthy: false);
        Assert.False((await Pods("", 1)).Pods[0].Healthy);
        await Peer.SetHealthy(["a:1"], healthy: true);
        Assert.True((await Pods("", 1)).Pods[0].Healthy);

        await Peer.SetHealthy(["a:1"], healthy: false);
        await Peer.Remember(Pod("a:1"));

        Assert.True((await Pods("", 1)).Pods[0].Healthy);
    }

    [Fact]
    public async Task A_pod_that_registered_again_is_not_removed_for_its_epoch_before()
    {
        await Peer.Add(Pod("a:1"));
        await Peer.Add(Pod("a:1"));

        await Peer.SetHealthy(["a:1"], healthy: false);

        Assert.Equal(Outcome.NotFound, await Peer.RemoveEpoch("a:1", 0));
        Assert.Single((await Pods("", 1)).Pods);
        Assert.Equal(Outcome.Done, await Peer.RemoveEpoch("a:1", 1));
        Assert.Equal(Outcome.NotFound, await Peer.RemoveEpoch("a:1", 1));

        Assert.Equal(new(true, []), await Pods("", 1), SamePods);
    }

    [Fact]
    public async Task A_pod_that_reminds_after_it_did_not_answer_is_not_removed()
    {
        await Peer.Add(Pod("a:1"));
        await Peer.SetHealthy(["a:1"], healthy: false);
        await Peer.Remember(Pod("a:1"));

        Assert.Equal(Outcome.NotFound, await Peer.RemoveEpoch("a:1", 0));

        Assert.Single((await Pods("", 1)).Pods);
    }

    [Fact]
    public async Task Removing_a_pod_keeps_its_epochs()
    {
        await Peer.Add(Pod("a:1"));

        Assert.Equal(Outcome.Done, await Peer.Remove("a:1"));
        Assert.Equal(Outcome.Done, await Peer.Remove("never"));

        var (pods, epochs) = await Read(Peer);
        Assert.Empty(pods);
        Assert.Single(epochs);
    }

    [Fact]
    public async Task Clearing_epochs_keeps_the_present_ones_of_present_pods()
    {
        await Peer.Add(Pod("a:1"));
        await Peer.Add(Pod("a:1"));
        await Peer.Add(Pod("b:1"));
        await Peer.Remove("b:1");

        await Peer.ClearEpochs();

        var (pods, epochs) = await Read(Peer);
        Assert.Equal([("a:1", 1)], epochs);
        Assert.Empty(Assert.Single(pods).Value!["pastEpochs"]!.AsArray());
    }

    [Fact]
    public async Task Clearing_epochs_drops_a_peer_without_pods()
    {
        await Peer.Add(Pod("a:1"));
        await Peer.Remove("a:1");

        await Peer.ClearEpochs();

        Assert.DoesNotContain(_name, await silo.Registry.Peers());
        await Eventually.Holds(async () => await silo.Activations(_name) == 0, "the grain of a peer that was dropped is gone");
        Assert.Null(await Peer.Json());
    }

    [Fact]
    public async Task A_target_is_kept_for_a_peer_that_is_not_registered_and_the_peer_is_listed_while_it_is()
    {
        Assert.Equal(Outcome.NotFound, await Peer.Keep(Target("t"), onlyRegistered: true));
        Assert.DoesNotContain(_name, await silo.Registry.Peers());

        Assert.Equal(Outcome.Done, await Peer.Keep(Target("t"), onlyRegistered: false));
        Assert.Contains(_name, await silo.Registry.Peers());
        Assert.Null(await Peer.Json());

        await Peer.Drop(SettingKind.Target, ["t"]);
        Assert.DoesNotContain(_name, await silo.Registry.Peers());
        await Eventually.Holds(async () => await silo.Activations(_name) == 0, "the grain of a peer of which nothing is kept is gone");
    }

    [Fact]
    public async Task Clearing_epochs_keeps_what_a_peer_without_pods_is_to_run()
    {
        await Peer.Add(Pod("a:1"));
        await Peer.Remove("a:1");
        await Peer.Keep(Target("t"), onlyRegistered: true);

        await Peer.ClearEpochs();

        Assert.Null(await Peer.Json());
        Assert.Contains(_name, await silo.Registry.Peers());
        Assert.Equal("""{"t":{}}""", Encoding.UTF8.GetString(await Peer.Whole(await Peer.ReadTargets())));
        await Peer.ClearEpochs();
        Assert.Contains(_name, await silo.Registry.Peers());
    }

    [Fact]
    public async Task A_peer_that_is_given_a_target_while_its_last_one_goes_is_listed_if_it_keeps_one()
    {
        for (var round = 0; round < 100; round++)
        {
            var name = $"{_name}-{round}";
            var peer = silo.Grains.GetGrain<IPeerGrain>(name);
            await peer.Keep(Target("t"), onlyRegistered: false);

            await Task.WhenAll(peer.Drop(SettingKind.Target, []).AsTask(), peer.Keep(Target("t2"), onlyRegistered: false).AsTask());

            var isKept = (await peer.ReadTargets()).Outcome == Outcome.Done;
            Assert.Equal(isKept, (await silo.Registry.Peers()).Contains(name));
        }
    }

    [Fact]
    public async Task A_peer_that_registers_while_its_epochs_are_cleared_is_listed_if_it_is_known()
    {
        for (var round = 0; round < 100; round++)
        {
            var name = $"{_name}-{round}";
            var peer = silo.Grains.GetGrain<IPeerGrain>(name);
            await peer.Add(Pod("a:1"));
            await peer.Remove("a:1");

            await Task.WhenAll(peer.ClearEpochs().AsTask(), peer.Add(Pod("b:1")).AsTask());

            Assert.Equal("b:1", Assert.Single((await Read(peer)).Pods).Key);
            Assert.Contains(name, await silo.Registry.Peers());
        }
    }

    [Fact]
    public async Task Asking_for_an_unknown_peer_leaves_nothing_behind()
    {
        Assert.Null(await Peer.Json());
        Assert.Equal(Outcome.NotFound, await Peer.Remove("a:1"));
        await Peer.ClearEpochs();

        await Eventually.Holds(async () => await silo.Activations(_name) == 0, "the grain of an unknown peer is gone");
    }

    // What the registry does then calls the peer back: an activation that were to go meanwhile would let it wait for its own caller.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_peer_that_waits_for_the_registry_does_not_go(bool clears)
    {
        var peers = Enumerable.Range(0, 500).Select(at => silo.Grains.GetGrain<IPeerGrain>($"{_name}-{at}")).ToList();
        foreach (var peer in peers) await peer.IsRegistered();
        var asked = Stopwatch.StartNew();
        foreach (var peer in peers)
        {
            if (clears) await peer.Add(Pod("a:1"));
            else await peer.Keep(Target("t"), onlyRegistered: false);
            if (clears) await peer.Remove("a:1");
        }

        // Each considered to go when it was asked, for it held nothing then.
        await Task.Delay(IdleExit.Stay - asked.Elapsed - TimeSpan.FromMilliseconds(100) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero, TestContext.Current.CancellationToken);
        await Task.WhenAll(peers.Select(peer => clears ? peer.ClearEpochs().AsTask() : peer.Drop(SettingKind.Target, ["t"]).AsTask()));

        Assert.DoesNotContain(await silo.Registry.Peers(), name => name.StartsWith(_name + "-", StringComparison.Ordinal));
    }

    private static async Task<(JsonObject Pods, List<(string Address, int Epoch)> Epochs)> Read(IPeerGrain peer)
    {
        var read = JsonNode.Parse((await peer.Json())!)!;
        var epochs = read["podEpochs"]!.AsObject()
            .SelectMany(address => address.Value!.AsArray().Select(epoch => (address.Key, (int)epoch!["epoch"]!)));
        return (read["pods"]!.AsObject(), [.. epochs]);
    }

    private static PeerSetting Target(string name) => new(SettingKind.Target, name, "{}"u8.ToArray());

    private PeerRegistration Pod(string address) => new(_name, address, "pod", "ns", "node", "cluster");
}
