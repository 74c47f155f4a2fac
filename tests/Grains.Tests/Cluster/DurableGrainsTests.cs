using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared.Journals;
using Xunit;

namespace Lockers.Grains.Tests.Cluster;

/// <summary>Grains that have journals.</summary>
[Collection(nameof(SomeNodes))]
public sealed class DurableGrainsTests
{
    private readonly MemoryJournals _storage = new();

    [Fact]
    public async Task Everything_is_there_again_after_all_nodes_have_stopped()
    {
        var contents = new Contents();
        await using (var nodes = await SomeNodes.Start(2, _storage)) await contents.Fill(nodes.Grains);

        for (var turn = 0; turn < 2; turn++)
        {
            await using var nodes = await SomeNodes.Start(2, _storage);
            await contents.Check(nodes.Grains);
        }
    }

    [Fact]
    public async Task Everything_is_there_again_after_a_node_was_replaced()
    {
        await using var nodes = await SomeNodes.Start(2, _storage);
        var contents = new Contents();
        await contents.Fill(nodes.Grains);

        await nodes.Cluster.StartAdditionalSiloAsync();
        await nodes.StopOldest();

        await contents.Check(nodes.Grains);
    }

    [Fact]
    public async Task Grains_that_are_deactivated_come_back_with_what_they_held()
    {
        await using var nodes = await SomeNodes.Start(1, _storage);
        var locker = nodes.Grains.GetGrain<ILockerGrain>("X");
        var instance = nodes.Grains.GetGrain<IPeerInstanceGrain>(IPeerInstanceGrain.KeyOf("X", "p", "a"));
        var peer = nodes.Grains.GetGrain<IPeerGrain>("p");
        await locker.Put("A");
        await instance.Put("B");
        await peer.Add(new("p", "a:1", "", "", "", ""));
        var generation = (await nodes.Registry.Find("X"))!.Generation;

        foreach (var grain in (IGrain[])[locker, instance, peer, nodes.Registry]) await nodes.Cluster.DeactivateAsync(grain);

        Assert.Equal(Outcome.Done, await locker.Has("A"));
        Assert.Equal(Outcome.Done, await instance.Has("B"));
        Assert.Contains("\"pods\":{\"a:1\":", await peer.Json(), StringComparison.Ordinal);
        Assert.Equal(generation, (await nodes.Registry.Find("X"))!.Generation);
        Assert.Equal(Outcome.Done, await locker.Put("C", generation: generation));
        Assert.Equal(Outcome.Done, await instance.Put("C", generation: generation));
    }

    [Fact]
    public async Task A_load_that_was_staged_outlasts_its_grains_and_is_committed_whole()
    {
        await using var nodes = await SomeNodes.Start(1, _storage);
        var locker = nodes.Grains.GetGrain<ILockerGrain>("X");
        var instance = nodes.Grains.GetGrain<IPeerInstanceGrain>(IPeerInstanceGrain.KeyOf("X", "p", "a"));
        await locker.Put("old");
        var load = await nodes.Registry.NewLoad();
        await locker.Stage(new(load, [Calls.Entry("A", "new")], [new("p", "a", Active: true)]));
        await instance.Stage(load, [Calls.Entry("B", "new")]);
        await nodes.Cluster.DeactivateAsync(locker);
        await nodes.Cluster.DeactivateAsync(instance);

        Assert.Equal(Outcome.Done, await nodes.Registry.CommitLockers(load, new LockerInfo("X", 0, 1, 1, Used: true, Current: true)));
        await nodes.Cluster.DeactivateAsync(locker);
        await nodes.Cluster.DeactivateAsync(instance);

        Assert.Equal(Outcome.Done, await locker.Has("A"));
        Assert.Equal(Outcome.Done, await instance.Has("B"));
        Assert.Equal(Outcome.NotFound, await locker.Has("old"));
        Assert.Equal("X", (await nodes.Registry.LeaseCurrent(null)).Label);
    }

    // The front end, or the registry, that knew of the load is gone.
    [Fact]
    public async Task What_a_forgotten_load_staged_is_dropped_when_its_grains_are_activated_next()
    {
        await using (var nodes = await SomeNodes.Start(1, _storage))
        {
            var load = await nodes.Registry.NewLoad();
            await nodes.Grains.GetGrain<ILockerGrain>("X").Stage(new(load, [Calls.Entry("A", "new")], []));
        }

        Assert.Contains(_storage.Table.Names, name => IsOf(name, "X"));
        await using var next = await SomeNodes.Start(1, _storage);
        Assert.Equal(Outcome.NotFound, await next.Grains.GetGrain<ILockerGrain>("X").Has("A"));

        await Eventually.Holds(() => Task.FromResult(!_storage.Table.Names.Any(name => IsOf(name, "X"))), "no journal of the load is left");
    }

    [Fact]
    public async Task A_locker_that_was_closed_leaves_no_journal_behind()
    {
        await using var nodes = await SomeNodes.Start(1, _storage);
        foreach (var label in (string[])["X", "Y"])
        {
            await nodes.Grains.GetGrain<ILockerGrain>(label).Put("A");
            await nodes.Grains.GetGrain<IPeerInstanceGrain>(IPeerInstanceGrain.KeyOf(label, "p", "a")).Put("A");
        }

        Assert.Equal(2, _storage.Table.Names.Count(name => IsOf(name, "X")));
        await nodes.Registry.Close("X");

        await Eventually.Holds(() => Task.FromResult(!_storage.Table.Names.Any(name => IsOf(name, "X"))), "no journal of the locker is left");
        Assert.Equal(2, _storage.Table.Names.Count(name => IsOf(name, "Y")));
    }

    [Fact]
    public async Task Asking_for_what_is_not_there_creates_no_journal()
    {
        await using var nodes = await SomeNodes.Start(1, _storage);
        await nodes.Registry.Lockers();
        var before = _storage.Table.Names.Count;

        Assert.Equal(Outcome.NotFound, await nodes.Grains.GetGrain<ILockerGrain>("X").Has("A"));
        Assert.Null(await nodes.Grains.GetGrain<IPeerGrain>("p").Json());
        await nodes.Cluster.DeactivateAsync(nodes.Grains.GetGrain<ILockerGrain>("X"));
        await nodes.Cluster.DeactivateAsync(nodes.Grains.GetGrain<IPeerGrain>("p"));

        Assert.Equal(before, _storage.Table.Names.Count);
    }

    [Fact]
    public async Task Keys_that_look_alike_or_are_long_have_journals_of_their_own()
    {
        string[] labels = ["AB", "ab", "00AB", "ab-0", Guid.Empty.ToString(), new('x', 256), new string('x', 255) + "y"];
        await using (var nodes = await SomeNodes.Start(1, _storage))
        {
            foreach (var label in labels) await nodes.Grains.GetGrain<ILockerGrain>(label).Put("label", label);
        }

        await using var next = await SomeNodes.Start(1, _storage);
        foreach (var label in labels)
        {
            var read = await next.Grains.GetGrain<ILockerGrain>(label).Get(KeyPath.Of("label"));
            Assert.Equal(label, System.Text.Encoding.UTF8.GetString(read.Text!));
        }
    }

    private static bool IsOf(string journal, string label) =>
        journal == JournalName.Of("L", label) || journal.StartsWith(JournalName.Of("I", $"{label}/"), StringComparison.Ordinal);
}
