using Lockers.Grains.Journal;
using Lockers.Grains.Lockers;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Lockers;

public class CatalogueTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly GenerationTree _locker;
    private readonly Catalogue _catalogue;

    public CatalogueTests()
    {
        _locker = new GenerationTree(new GrainState(GenerationTree.Trees), _time);
        _catalogue = new Catalogue(_locker, _time);
        _locker.Advance(ended: 0, next: 1, load: 0);
    }

    [Fact]
    public void A_new_catalogue_lists_nothing()
    {
        Assert.Empty(_catalogue.List());
        Assert.Null(_catalogue.Find("p"));
        Assert.False(_catalogue.Has("p", ""));
    }

    [Fact]
    public void Listing_an_instance_lists_its_peer()
    {
        _catalogue.Add("p", "1.1.1.1:1", active: true);

        Assert.Equal(["p"], _catalogue.List().Select(peer => peer.Name));
        Assert.True(_catalogue.Has("p", "1.1.1.1:1"));
        Assert.False(_catalogue.Has("p", "1.1.1.1:2"));
        Assert.Equal([new InstanceEntry("1.1.1.1:1", Active: true)], _catalogue.Find("p")!.Instances);
        Assert.False(_catalogue.Find("p")!.HasOwn);
    }

    [Fact]
    public void Names_with_commas_are_told_apart_and_listed_in_order()
    {
        foreach (var peer in (string[])["a,b", "a", "a+1b", "a+", "b"])
        {
            foreach (var instance in (string[])["c,d", "c", "+1", ","]) _catalogue.Add(peer, instance, active: peer == "a");
        }

        Assert.Equal(["a", "a+", "a+1b", "a,b", "b"], _catalogue.List().Select(peer => peer.Name));
        foreach (var peer in _catalogue.List())
        {
            Assert.Equal(["+1", ",", "c", "c,d"], peer.Instances.Select(instance => instance.Address));
            Assert.All(peer.Instances, instance => Assert.Equal(peer.Name == "a", instance.Active));
            Assert.Equal(peer.Instances, _catalogue.Find(peer.Name)!.Instances);
        }

        _catalogue.Drop("a");
        Assert.Equal(["a+", "a+1b", "a,b", "b"], _catalogue.List().Select(peer => peer.Name));
        Assert.True(_catalogue.Has("a,b", "c,d"));
        Assert.False(_catalogue.Has("a", "b"));
    }

    [Fact]
    public void The_empty_address_stands_for_the_peers_own_tree()
    {
        _catalogue.Add("p", "", active: true);

        Assert.True(_catalogue.Find("p")!.HasOwn);
        Assert.Empty(_catalogue.Find("p")!.Instances);
    }

    [Fact]
    public void An_instance_turns_inactive_and_active_again()
    {
        _catalogue.Add("p", "a", active: true);
        _catalogue.Add("p", "a", active: false);
        Assert.False(Assert.Single(_catalogue.Find("p")!.Instances).Active);

        _catalogue.Add("p", "a", active: true);
        Assert.True(Assert.Single(_catalogue.Find("p")!.Instances).Active);
    }

    [Fact]
    public void Listing_a_peer_again_keeps_its_instances()
    {
        _catalogue.Add("p", "a", active: true);

        _catalogue.Add("p");

        Assert.Single(_catalogue.Find("p")!.Instances);
    }

    [Fact]
    public void Everything_is_listed_in_the_order_of_its_utf8_bytes()
    {
        foreach (var peer in (string[])["b", "\U0001F511", "\uFFFD", "a"])
        {
            _catalogue.Add(peer, "2", active: true);
            _catalogue.Add(peer, "10", active: false);
        }

        var list = _catalogue.List();
        Assert.Equal(["a", "b", "\uFFFD", "\U0001F511"], list.Select(peer => peer.Name));
        Assert.All(list, peer => Assert.Equal(["10", "2"], peer.Instances.Select(instance => instance.Address)));
    }

    [Fact]
    public void A_peer_is_dropped_with_its_instances()
    {
        _catalogue.Add("p", "a", active: true);
        _catalogue.Add("q", "a", active: true);

        _catalogue.Drop("p");

        Assert.Equal(["q"], _catalogue.List().Select(peer => peer.Name));
        _catalogue.Add("p");
        Assert.Empty(_catalogue.Find("p")!.Instances);
    }
}
