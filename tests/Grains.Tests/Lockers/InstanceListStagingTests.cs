using Lockers.Grains.Lockers;
using Lockers.Grains.State;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Lockers;

public sealed class InstanceListStagingTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly GenerationTree _locker;
    private readonly InstanceList _instances;

    public InstanceListStagingTests()
    {
        _locker = new GenerationTree(new JournaledState(GenerationTree.Trees), _time);
        _instances = new InstanceList(_locker, _time);
        _locker.Advance(ended: 0, next: 1, load: 0);
        _instances.Add("old", "a", active: true);
    }

    [Fact]
    public void What_is_staged_is_not_listed()
    {
        _instances.Stage(3, new("p", "a", Active: true));

        Assert.Equal(["old"], _instances.List().Select(peer => peer.Name));
        Assert.Null(_instances.Find("p"));
        Assert.False(_instances.Has("p", "a"));
        Assert.Equal(["p"], _instances.ListStaged(3).Select(peer => peer.Name));
        Assert.Empty(_instances.ListStaged(4));
    }

    [Fact]
    public void What_was_staged_is_taken_whole_beside_what_is_listed()
    {
        _instances.Stage(3, new("p", "b", Active: false));
        _instances.Stage(3, new("p", "a", Active: true));
        _instances.Stage(3, new("p", "", Active: true));
        _instances.Stage(3, new("alone", null, Active: true));

        _instances.TakeStaged(3);

        Assert.Equal(["alone", "old", "p"], _instances.List().Select(peer => peer.Name));
        Assert.Equal([new InstanceEntry("a", Active: true), new InstanceEntry("b", Active: false)], _instances.Find("p")!.Instances);
        Assert.True(_instances.Find("p")!.HasOwn);
        Assert.False(_instances.Find("alone")!.HasOwn);
        Assert.Empty(_instances.Find("alone")!.Instances);
        Assert.Empty(_instances.ListStaged(3));
    }

    [Fact]
    public void Loads_are_staged_apart()
    {
        _instances.Stage(3, new("p", "a", Active: true));
        _instances.Stage(33, new("q", "a", Active: true));

        _instances.Unstage(3);

        Assert.Empty(_instances.ListStaged(3));
        Assert.Equal(["q"], _instances.ListStaged(33).Select(peer => peer.Name));
        Assert.Equal([33L], _locker.StagedLoads());
    }

    [Fact]
    public void A_peer_that_is_staged_again_keeps_its_instances()
    {
        _instances.Stage(3, new("p", "a", Active: true));

        _instances.Stage(3, new("p", null, Active: true));

        Assert.Equal("a", Assert.Single(Assert.Single(_instances.ListStaged(3)).Instances).Address);
    }

    [Fact]
    public void Nothing_is_shown_of_a_generation_that_was_ended_and_a_advance_finds_what_it_held()
    {
        _locker.End(1);

        Assert.Empty(_instances.List());
        Assert.Null(_instances.Find("old"));
        Assert.Equal(["old"], _instances.ListWorking().Select(peer => peer.Name));
    }

    [Fact]
    public void What_is_staged_outlasts_the_generation_and_what_is_listed_does_not()
    {
        _instances.Stage(3, new("p", "a", Active: true));

        _locker.Advance(ended: 1, next: 2, load: 3);
        _instances.TakeStaged(3);

        Assert.Equal(["p"], _instances.List().Select(peer => peer.Name));
    }
}
