using Lockers.Api.Current;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Api.Tests.Current;

public class CurrentLockerTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Moment = TimeSpan.FromTicks(1);

    private readonly FakeTimeProvider _time = new();
    private readonly CurrentLocker _current;
    private Func<Task<CurrentLease>> _answer = () => Task.FromResult(Lease("X", change: 1));
    private int _asked;

    public CurrentLockerTests()
    {
        var registry = Stub.Of<IRegistryGrain>((_, _) =>
        {
            _asked++;
            return new ValueTask<CurrentLease>(_answer());
        });
        var grains = Stub.Of<IGrainFactory>((method, arguments) => method.Name == "GetGrain" ? registry : arguments[0]);
        _current = new CurrentLocker(grains, _time, NullLogger<CurrentLocker>.Instance);
    }

    [Fact]
    public async Task While_a_lease_is_valid_asking_costs_no_call()
    {
        await _current.Get();
        _time.Advance(Duration - Moment);

        Assert.Equal("X", (await _current.Get()).Label);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_lease_that_has_run_out_is_asked_for_again()
    {
        await _current.Get();
        _time.Advance(Duration);

        await _current.Get();

        Assert.Equal(2, _asked);
    }

    // The registry counts from when it answers, which is later: the front end must be done with a lease before it is.
    [Fact]
    public async Task A_lease_lasts_from_before_it_was_asked_for()
    {
        _answer = () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(Lease("X", change: 1));
        };
        await _current.Get();
        _time.Advance(Duration - TimeSpan.FromSeconds(1));

        await _current.Get();

        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task A_lease_that_is_taken_back_is_not_relied_on()
    {
        await _current.Get();

        await _current.Revoke(2);
        _answer = () => Task.FromResult(Lease("Y", change: 2));

        Assert.Equal("Y", (await _current.Get()).Label);
        Assert.Equal("Y", (await _current.Get()).Label);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task A_lease_that_is_taken_back_while_its_answer_is_under_way_is_not_kept()
    {
        var answer = new TaskCompletionSource<CurrentLease>();
        _answer = () => answer.Task;
        var asking = _current.Get();

        await _current.Revoke(2);
        answer.SetResult(Lease("X", change: 1));

        Assert.Equal("X", (await asking).Label);
        _answer = () => Task.FromResult(Lease("Y", change: 2));
        Assert.Equal("Y", (await _current.Get()).Label);
    }

    [Fact]
    public async Task An_answer_that_took_longer_than_its_lease_is_not_kept()
    {
        _answer = () =>
        {
            _time.Advance(Duration);
            return Task.FromResult(Lease("X", change: 1));
        };

        Assert.Equal("X", (await _current.Get()).Label);
        await _current.Get();

        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task An_answer_without_a_lease_is_not_kept()
    {
        _answer = () => Task.FromResult(Lease("X", change: 1) with { Duration = TimeSpan.Zero });

        await _current.Get();
        await _current.Get();

        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task A_lease_whose_life_is_over_is_forgotten()
    {
        var lease = await _current.Get();

        _current.Forget(lease with { Life = lease.Life + 1 });
        await _current.Get();
        Assert.Equal(1, _asked);

        _current.Forget(lease);
        await _current.Get();
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_leaves_nothing_behind()
    {
        _answer = () => throw new TimeoutException();
        await Assert.ThrowsAsync<TimeoutException>(async () => await _current.Get());

        _answer = () => Task.FromResult(Lease("X", change: 1));
        Assert.Equal("X", (await _current.Get()).Label);
    }

    private static CurrentLease Lease(string label, long change) => new(label, Life: 7, change, Duration);
}
