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
    public async Task A_lease_whose_generation_is_over_is_forgotten()
    {
        var lease = await _current.Get();

        _current.Forget(lease with { Generation = lease.Generation + 1 });
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

    [Fact]
    public async Task All_that_wait_are_asked_for_once()
    {
        var answer = new TaskCompletionSource<CurrentLease>();
        _answer = () => answer.Task;

        var waiting = Enumerable.Range(0, 1000).Select(_ => _current.Get().AsTask()).ToList();
        answer.SetResult(Lease("X", change: 1));

        Assert.All(await Task.WhenAll(waiting), lease => Assert.Equal("X", lease.Label));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_failure_fails_all_that_wait_and_nobody_who_comes_later()
    {
        var answer = new TaskCompletionSource<CurrentLease>();
        _answer = () => answer.Task;
        var waiting = Enumerable.Range(0, 100).Select(_ => _current.Get().AsTask()).ToList();

        answer.SetException(new TimeoutException());
        foreach (var one in waiting) await Assert.ThrowsAsync<TimeoutException>(() => one);

        _answer = () => Task.FromResult(Lease("X", change: 1));
        Assert.Equal("X", (await _current.Get()).Label);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_is_given_up_for_all_and_asked_anew_by_the_next()
    {
        _answer = () => new TaskCompletionSource<CurrentLease>().Task;
        var waiting = Enumerable.Range(0, 3).Select(_ => _current.Get().AsTask()).ToList();

        _time.Advance(CurrentLocker.Deadline);
        foreach (var one in waiting) await Assert.ThrowsAsync<TimeoutException>(() => one);

        _answer = () => Task.FromResult(Lease("X", change: 1));
        Assert.Equal("X", (await _current.Get()).Label);
    }

    // The change was acknowledged before the second came: it must not be answered what the first may be.
    [Fact]
    public async Task Who_comes_after_a_lease_was_taken_back_does_not_take_the_answer_of_a_call_from_before()
    {
        var (before, after) = (new TaskCompletionSource<CurrentLease>(), new TaskCompletionSource<CurrentLease>());
        _answer = () => before.Task;
        var first = _current.Get().AsTask();
        await _current.Revoke(2);
        var second = _current.Get().AsTask();
        _answer = () => after.Task;

        before.SetResult(Lease("X", change: 1));
        Assert.Equal("X", (await first).Label);
        after.SetResult(Lease("Y", change: 2));

        Assert.Equal("Y", (await second).Label);
    }

    [Fact]
    public async Task Who_comes_when_the_lease_that_a_call_brings_has_run_out_does_not_take_it()
    {
        var before = new TaskCompletionSource<CurrentLease>();
        _answer = () => before.Task;
        var first = _current.Get().AsTask();
        _time.Advance(Duration);
        var second = _current.Get().AsTask();
        _answer = () => Task.FromResult(Lease("Y", change: 2));

        before.SetResult(Lease("X", change: 1));

        Assert.Equal("X", (await first).Label);
        Assert.Equal("Y", (await second).Label);
    }

    // Without a lease the registry tells nobody of the next change.
    [Fact]
    public async Task An_answer_without_a_lease_is_for_requests_that_came_before_it_was_asked_for()
    {
        var before = new TaskCompletionSource<CurrentLease>();
        _answer = () => before.Task;
        var first = _current.Get().AsTask();
        var second = _current.Get().AsTask();
        var third = _current.Get().AsTask();
        _answer = () => Task.FromResult(Lease("Y", change: 1) with { Duration = TimeSpan.Zero });

        before.SetResult(Lease("X", change: 1) with { Duration = TimeSpan.Zero });

        Assert.Equal("X", (await first).Label);
        Assert.Equal(["Y", "Y"], [(await second).Label, (await third).Label]);
    }

    [Fact]
    public async Task Who_knows_that_a_generation_is_over_does_not_take_the_answer_of_a_call_from_before()
    {
        var lease = await _current.Get();
        _time.Advance(Duration);
        var before = new TaskCompletionSource<CurrentLease>();
        _answer = () => before.Task;
        var first = _current.Get().AsTask();

        _current.Forget(lease);
        _answer = () => Task.FromResult(lease with { Generation = lease.Generation + 1 });
        var second = _current.Get().AsTask();
        before.SetResult(lease);

        Assert.Equal(lease.Generation, (await first).Generation);
        Assert.Equal(lease.Generation + 1, (await second).Generation);
        Assert.Equal(lease.Generation + 1, (await _current.Get()).Generation);
    }

    private static CurrentLease Lease(string label, long change) => new(label, Generation: 7, change, Duration);
}
