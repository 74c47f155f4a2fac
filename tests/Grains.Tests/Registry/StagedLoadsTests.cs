using Lockers.Grains.Interfaces;
using Lockers.Grains.Registry;
using Lockers.Grains.Tests.Journal;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Registry;

/// <summary>What is decided about loads.</summary>
public sealed class StagedLoadsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryJournals _journals = new();
    private readonly SomeWork _work = new();
    private LockerRegistry _registry = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = new LockerRegistry(await _journals.Recover(trees: 1, _time), _work, _time, NullLogger.Instance);
        await _registry.Begin(waitOut: true);
    }

    public ValueTask DisposeAsync()
    {
        _registry.Dispose();
        return default;
    }

    [Fact]
    public Task A_load_that_is_given_up_while_its_decision_waits_replaces_nothing() => GrainThread.Run(async () =>
    {
        await _registry.Adopt("kept", 0);
        var load = await _registry.Loads.New();
        await _registry.Loads.Stage(load, [new("loaded", 0, 1, 1, Used: true, Current: true)], []);
        var commit = _registry.Loads.Commit(load, LoadSections.Lockers, new(null, null));
        Assert.False(commit.IsCompleted);

        Assert.True(await _registry.Loads.Abandon(load));
        await _time.PassUntilEnded(commit);

        Assert.Equal(Outcome.Closed, await commit);
        Assert.Equal(["default", "kept"], _registry.Lockers("", IRegistryGrain.MaxListed).Select(locker => locker.Label));
        Assert.Empty(_work.Advances);
    });

    [Fact]
    public Task No_number_is_given_out_twice_though_the_next_registrys_clock_is_behind() => GrainThread.Run(async () =>
    {
        var load = await _registry.Loads.New();
        var behind = new FakeTimeProvider(_time.GetUtcNow().AddDays(-1));
        using var next = new LockerRegistry(await _journals.Recover(trees: 1, behind), _work, behind, NullLogger.Instance);
        await next.Begin(waitOut: true);

        Assert.True(await next.Loads.New() > load);
    });
}
