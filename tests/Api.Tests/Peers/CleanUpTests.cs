using Lockers.Api.Configuration;
using Lockers.Api.Current;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.Peers;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Api.Tests.Peers;

public class CleanUpTests
{
    private const string Address = "10.0.0.1:1";

    private readonly List<string> _asked = [];
    private Outcome _removed = Outcome.Done;
    private bool _isThere = true;
    private Exception? _failure;

    [Fact]
    public async Task A_pod_stays_listed_until_its_locker_knows_so_that_the_request_can_be_repeated()
    {
        _failure = new StorageUnavailableException("It is away.", notMade: true);

        await Assert.ThrowsAsync<StorageUnavailableException>(Remove);
        Assert.Equal(["inactive"], _asked);
        _failure = null;
        await Remove();

        Assert.Equal(["inactive", "inactive", "RemoveEpoch"], _asked);
    }

    [Fact]
    public async Task A_pod_that_is_there_again_is_active_again_and_one_that_was_removed_is_not()
    {
        _removed = Outcome.NotFound;

        await Remove();
        Assert.Equal(["inactive", "RemoveEpoch", "Pods", "active"], _asked);
        _asked.Clear();
        _isThere = false;
        await Remove();

        Assert.Equal(["inactive", "RemoveEpoch", "Pods"], _asked);
    }

    private async Task Remove() => await HealthEndpoints.Remove(Edge(), "p", Address, 3);

    private LockerEdge Edge()
    {
        var registry = Stub.Of<IRegistryGrain>((_, _) => new ValueTask<CurrentLease>(new CurrentLease("X", 1, Change: 1, TimeSpan.FromSeconds(1.5))));
        var locker = Stub.Of<ILockerGrain>((method, arguments) =>
        {
            Assert.Equal(nameof(ILockerGrain.SetActive), method.Name);
            _asked.Add((bool)arguments[2]! ? "active" : "inactive");
            return _failure is null ? Task.FromResult(Outcome.Done) : Task.FromException<Outcome>(_failure);
        });
        var peer = Stub.Of<IPeerGrain>((method, _) =>
        {
            _asked.Add(method.Name);
            return method.Name == nameof(IPeerGrain.RemoveEpoch) ? new ValueTask<Outcome>(_removed)
                : new ValueTask<PodPage>(new PodPage(true, _isThere ? [new(Address, Healthy: true, Offline: false, Epoch: 3)] : []));
        });
        var grains = Stub.Of<IGrainFactory>((method, arguments) => method.Name == "CreateObjectReference" ? arguments[0]
            : method.ReturnType == typeof(IRegistryGrain) ? registry
            : method.ReturnType == typeof(IPeerGrain) ? peer
            : locker);
        var (limits, cache) = (Options.Create(new LockersLimits()), new GrainCache(grains));
        var current = new CurrentLocker(grains, new FakeTimeProvider(), NullLogger<CurrentLocker>.Instance);
        return new(grains, cache, new LockerNames(current, cache, grains, TimeProvider.System), new BodyBudget(limits), limits);
    }
}
