using Lockers.Api.Configuration;
using Lockers.Api.Current;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Api.Tests.Edge;

public class LockerEdgeTests
{
    private readonly LockerEdge _edge;
    private readonly List<string> _asked = [];
    private ReadPage _page = new(Outcome.Done, 0, 0, default, 0);
    private bool _isListed;

    public LockerEdgeTests()
    {
        var registry = Stub.Of<IRegistryGrain>((method, _) =>
        {
            _asked.Add(method.Name);
            return method.Name == nameof(IRegistryGrain.Find)
                ? new ValueTask<LockerInfo?>(_isListed ? new LockerInfo("Y", 2, 0, 0, Used: false, Current: false) : null)
                : new ValueTask<CurrentLease>(new CurrentLease("X", 1, Change: 1, TimeSpan.FromSeconds(1.5)));
        });
        var locker = Stub.Of<ILockerGrain>((method, _) =>
        {
            _asked.Add(method.Name);
            return method.Name == nameof(IReadCursors.EndRead) ? default(ValueTask) : new ValueTask<ReadPage>(_page);
        });
        var grains = Stub.Of<IGrainFactory>((method, arguments) => method.Name == "CreateObjectReference" ? arguments[0]
            : method.ReturnType == typeof(IRegistryGrain) ? registry
            : locker);
        var (limits, cache) = (Options.Create(new LockersLimits()), new GrainCache(grains));
        var current = new CurrentLocker(grains, new FakeTimeProvider(), NullLogger<CurrentLocker>.Instance);
        _edge = new LockerEdge(grains, cache, new LockerNames(current, cache, grains, TimeProvider.System), new BodyBudget(limits), limits);
    }

    [Fact]
    public async Task A_locker_that_holds_a_generation_is_read_without_asking_the_registry()
    {
        _page = _page with { Exists = true };

        Assert.Same(_page, (await Read("Y"))!.First);
        Assert.Equal(["ReadPaths"], _asked);
    }

    [Fact]
    public async Task Of_a_locker_that_holds_nothing_the_registry_knows_whether_it_exists()
    {
        Assert.Null(await Read("Y"));

        _isListed = true;

        Assert.Equal("Y", (await Read("Y"))!.Label);
        Assert.Equal(["ReadPaths", "Find", "ReadPaths", "Find"], _asked);
    }

    [Fact]
    public async Task A_read_of_a_locker_that_does_not_exist_is_ended()
    {
        _page = _page with { Read = 5 };

        Assert.Null(await Read("Y"));

        Assert.Equal(["ReadPaths", "Find", "EndRead"], _asked);
    }

    [Fact]
    public async Task The_current_locker_exists_and_its_lease_says_that_it_is_current()
    {
        Assert.NotNull(await Read("current"));
        Assert.True(await _edge.Names.IsCurrent(await _edge.Names.Resolve("X")));
        Assert.False(await _edge.Names.IsCurrent(await _edge.Names.Resolve("Y")));

        Assert.Equal(["LeaseCurrent", "ReadPaths"], _asked);
    }

    private async Task<OpenRead?> Read(string label) => await _edge.ReadKnown(label, (locker, _) => locker.ReadPaths());
}
