using Lockers.Grains.Lockers;
using Lockers.Grains.State;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Lockers;

public class InstanceListTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly GenerationTree _locker;
    private readonly InstanceList _instances;

    public InstanceListTests()
    {
        _locker = new GenerationTree(new JournaledState(GenerationTree.Trees), _time);
        _instances = new InstanceList(_locker, _time);
        _locker.Advance(ended: 0, next: 1, load: 0);
    }

    [Fact]
    public void A_new_catalogue_lists_nothing()
    {
        Assert.Empty(_instances.List());
        Assert.Null(_instances.Find("p"));
        Assert.False(_instances.Has("p", ""));
    }

    [Fact]
    public void Listing_an_instance_lists_its_peer()
    {
        _instances.Add("p", "1.1.1.1:1", active: true);

        Assert.Equal(["p"], _instances.List().Select(peer => peer.Name));
        Assert.True(_instances.Has("p", "1.1.1.1:1"));
        Assert.False(_instances.Has("p", "1.1.1.1:2"));
        Assert.Equal([new InstanceEntry("1.1.1.1:1", Active: true)], _instances.Find("p")!.Instances);
        Assert.False(_instances.Find("p")!.HasOwn);
    }

    [Fact]
    public void Names_with_commas_are_told_apart_and_listed_in_order()
    {
        foreach (var peer in (string[])["a,b", "a", "a+1b", "a+", "b"])
        {
            foreach (var instance in (string[])["c,d", "c", "+1", ","]) _instances.Add(peer, instance, active: peer == "a");
        }

        Assert.Equal(["a", "a+", "a+1b", "a,b", "b"], _instances.List().Select(peer => peer.Name));
        foreach (var peer in _instances.List())
        {
            Assert.Equal(["+1", ",", "c", "c,d"], peer.Instances.Select(instance => instance.Address));
            Assert.All(peer.Instances, instance => Assert.Equal(peer.Name == "a", instance.Active));
            Assert.Equal(peer.Instances, _instances.Find(peer.Name)!.Instances);
        }

        _instances.Drop("a");
        Assert.Equal(["a+", "a+1b", "a,b", "b"], _instances.List().Select(peer => peer.Name));
        Assert.True(_instances.Has("a,b", "c,d"));
        Assert.False(_instances.Has("a", "b"));
    }

    [Fact]
    public void The_empty_address_stands_for_the_peers_own_tree()
    {
        _instances.Add("p", "", active: true);

        Assert.True(_instances.Find("p")!.HasOwn);
        Assert.Empty(_instances.Find("p")!.Instances);
    }

    [Fact]
    public void An_instance_turns_inactive_and_active_again()
    {
        _instances.Add("p", "a", active: true);
        _instances.Add("p", "a", active: false);
        Assert.False(Assert.Single(_instances.Find("p")!.Instances).Active);

        _instances.Add("p", "a", active: true);
        Assert.True(Assert.Single(_instances.Find("p")!.Instances).Active);
    }

    [Fact]
    public void Listing_a_peer_again_keeps_its_instances()
    {
        _instances.Add("p", "a", active: true);

        _instances.Add("p");

        Assert.Single(_instances.Find("p")!.Instances);
    }

    [Fact]
    public void Everything_is_listed_in_the_order_of_its_utf8_bytes()
    {
        foreach (var peer in (string[])["b", "\U0001F511", "\uFFFD", "a"])
        {
            _instances.Add(peer, "2", active: true);
            _instances.Add(peer, "10", active: false);
        }

        var list = _instances.List();
        Assert.Equal(["a", "b", "\uFFFD", "\U0001F511"], list.Select(peer => peer.Name));
        Assert.All(list, peer => Assert.Equal(["10", "2"], peer.Instances.Select(instance => instance.Address)));
    }

    [Fact]
    public void A_peer_is_dropped_with_its_instances()
    {
        _instances.Add("p", "a", active: true);
        _instances.Add("q", "a", active: true);

        _instances.Drop("p");

        Assert.Equal(["q"], _instances.List().Select(peer => peer.Name));
        _instances.Add("p");
        Assert.Empty(_instances.Find("p")!.Instances);
    }
}
