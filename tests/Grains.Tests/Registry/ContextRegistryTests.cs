using Lockers.Grains.Interfaces;
using Lockers.Grains.Registry;
using Lockers.Grains.Tests.Journal;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Registry;

/// <summary>What is decided about lockers of contexts.</summary>
public sealed class ContextRegistryTests : IAsyncLifetime
{
    // Peers are told beside lockers, and may be told first.
    private const LoadSections Loaded = LoadSections.Contexts | LoadSections.Peers;

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryJournals _journals = new();
    private readonly SomeWork _work = new();
    private LockerRegistry _registry = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = new LockerRegistry(await _journals.Recover(trees: 1, _time), _work, _time, NullLogger.Instance);
        await _registry.Begin(waitOut: false);
    }

    public ValueTask DisposeAsync()
    {
        _registry.Dispose();
        return default;
    }

    [Fact]
    public Task Opening_in_a_context_takes_no_lease_back() => GrainThread.Run(async () =>
    {
        var holder = new Holder();
        Assert.Equal("default", (await _registry.LeaseCurrent(holder)).Label);

        await _registry.Open("/c/L");
        await _registry.Close("/c/L");

        Assert.Empty(holder.Revoked);
    });

    [Fact]
    public Task A_number_of_lockers_is_listed_in_pages_and_closed_as_a_whole() => GrainThread.Run(async () =>
    {
        var labels = Enumerable.Range(0, 2500).Select(number => $"L{number:D4}").ToList();
        foreach (var label in labels) await _registry.Adopt($"/c/{label}", 0);
        await _registry.Adopt("/c0/other", 0);
        await _registry.Adopt("own", 0);

        Assert.Equal(labels.Skip(1000).Take(10), _registry.Contexts.Lockers("c", "L0999", 10).Select(locker => locker.Name.Label));
        var closing = _registry.Contexts.Close("c");
        await _time.PassUntilEnded(closing);

        Assert.Equal(new Removal(Outcome.Done, 2500, new(7500, 75000, 2500)), await closing);
        Assert.Empty(_registry.Contexts.Lockers("c", "", IRegistryGrain.MaxListed));
        Assert.Equal(["c0"], _registry.Contexts.List("", IRegistryGrain.MaxListed));
        Assert.Equal(["default", "own"], _registry.Lockers("", IRegistryGrain.MaxListed).Select(locker => locker.Label));
    });

    [Fact]
    public Task Contexts_are_in_the_order_of_their_names() => GrainThread.Run(async () =>
    {
        foreach (var context in (string[])["b", "a", "a!", "A", "ab", "é"]) await _registry.Adopt(new LockerName(context, "L").Key, 0);

        Assert.Equal(["A", "a", "a!", "ab", "b", "é"], _registry.Contexts.List("", IRegistryGrain.MaxListed));
        Assert.Equal(["ab", "b"], _registry.Contexts.List("a!", 2));
    });

    [Fact]
    public Task A_load_replaces_all_contexts_at_once_and_says_which_lockers_are_current() => GrainThread.Run(async () =>
    {
        foreach (var label in (string[])["/old/L", "/c/L", "/c/M", "own"]) await _registry.Adopt(label, 0);
        await _registry.Open("/c/M");
        await _registry.Open("/old/L");
        _work.Hangs.Add("/c/L");
        var load = await _registry.Loads.New();
        await _registry.Loads.Stage(load, [Staged("/c/L", current: true), Staged("/c/N"), Staged("/new/L")], []);

        // Decided: readers see it while it is carried out.
        var commit = _registry.Loads.Commit(load, Loaded, new(null, null));
        for (var steps = 0; steps < 1000 && !_work.Advances.Exists(advance => advance.Label == "/c/L"); steps++) await Task.Yield();

        Assert.Equal(["c", "new"], _registry.Contexts.List("", IRegistryGrain.MaxListed));
        Assert.Equal([("/c/L", true), ("/c/N", false)], _registry.Contexts.Lockers("c", "", 10).Select(locker => (locker.Label, locker.Current)));
        Assert.Equal("/new/default", _registry.Contexts.Current("new").Label);
        Assert.Equal("/old/default", _registry.Contexts.Current("old").Label);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(commit));
        Assert.Equal([("/c/L", true), ("/c/N", false)], _registry.Contexts.Lockers("c", "", 10).Select(locker => (locker.Label, locker.Current)));
        Assert.Equal(["default", "own"], _registry.Lockers("", 10).Select(locker => locker.Label));
        Assert.DoesNotContain(_work.Advances, advance => advance.Label == "own");
    });

    [Fact]
    public Task What_is_opened_after_a_load_was_decided_stays_current() => GrainThread.Run(async () =>
    {
        var load = await _registry.Loads.New();
        await _registry.Loads.Stage(load, [Staged("/c/A", current: true), Staged("/c/B"), Staged("/c/C")], []);
        await _time.PassUntilEnded(_registry.Loads.Commit(load, Loaded, new(null, null)));
        Assert.Equal("/c/A", _registry.Contexts.Current("c").Label);

        await _registry.Open("/c/B");
        Assert.Equal("/c/B", _registry.Contexts.Current("c").Label);
        await _time.PassUntilEnded(_registry.Close("/c/B"));

        Assert.Equal("/c/default", _registry.Contexts.Current("c").Label);
        Assert.Equal(0, _registry.Contexts.Current("c").Generation);
    });

    [Fact]
    public Task A_drop_of_all_other_lockers_leaves_contexts_and_what_is_current_there() => GrainThread.Run(async () =>
    {
        await _registry.Open("/c/L");
        var generation = await _registry.Adopt("/c/L", 0);
        await _registry.Adopt("own", 0);

        await _time.PassUntilEnded(_registry.CloseAll());
        await _time.PassUntilEnded(_registry.ClearPeers());

        Assert.Equal(("/c/L", generation), (_registry.Contexts.Current("c").Label, _registry.Contexts.Current("c").Generation));
        Assert.Equal(["default"], _registry.Lockers("", 10).Select(locker => locker.Label));
    });

    [Fact]
    public Task Nothing_is_kept_of_a_context_that_is_closed() => GrainThread.Run(async () =>
    {
        await _registry.Open("/c/L");
        await _registry.Adopt("/c/L", 0);

        await _time.PassUntilEnded(_registry.Close("/c/L"));

        Assert.DoesNotContain(RegistryView.ContextsKey, _registry.Records.Working.TopKeys());
        Assert.Equal(Outcome.Refused, (await _registry.Close("/c/default")).Outcome);
    });

    [Fact]
    public Task A_store_into_a_generation_of_a_context_that_is_over_is_turned_away() => GrainThread.Run(async () =>
    {
        var generation = await _registry.Adopt("/c/L", 0);
        await _time.PassUntilEnded(_registry.Clear("/c/L"));

        Assert.Equal(0, await _registry.Adopt("/c/L", generation));
        Assert.True(await _registry.Adopt("/c/L", 0) > generation);
    });

    private static LockerInfo Staged(string label, bool current = false) => new(label, 0, 1, 1, Used: true, current);
}
