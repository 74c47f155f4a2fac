using System.Collections.Concurrent;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Lockers;
using Lockers.Grains.Registry;
using Lockers.Grains.Tests.Journal;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Grains.Tests.Registry;

public sealed class LifeRenewalsTests : IAsyncLifetime
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly HeldRecords _records = new();
    private readonly ConcurrentQueue<Renewal> _calls = new();
    private Func<Renewal, Task> _renew = _ => Task.CompletedTask;
    private RegistryBook _book = null!;
    private LifeRenewals _renewals = null!;

    public ValueTask InitializeAsync() => new(Activate());

    public ValueTask DisposeAsync()
    {
        _renewals.Dispose();
        return default;
    }

    [Fact]
    public Task A_renewal_is_carried_out_and_then_forgotten() => GrainThread.Run(async () =>
    {
        await _renewals.Begin([new("X", 5, 7, 3)]);

        Assert.Equal([new Renewal("X", 5, 7, 3)], _calls);
        Assert.Empty(_book.Renewals());
        await _renewals.Done("X");
        Assert.False(_renewals.IsUnderWay("X"));
    });

    [Fact]
    public Task The_first_failure_is_told_and_the_call_is_made_until_it_is_carried_out() => GrainThread.Run(async () =>
    {
        var failures = 3;
        _renew = _ => failures-- > 0 ? Task.FromException(new TimeoutException()) : Task.CompletedTask;

        await Assert.ThrowsAsync<TimeoutException>(() => _renewals.Begin([new("X", 5, 7, 3)]));
        Assert.Equal([new Renewal("X", 5, 7, 3)], _book.Renewals());
        for (var calls = 1; calls <= 3; calls++)
        {
            Assert.Equal(calls, _calls.Count);
            Assert.True(_renewals.IsUnderWay("X"));
            _time.Advance(RetryAfter);
            await Called(calls + 1);
        }

        await _renewals.Done("X");
        Assert.Equal(4, _calls.Count);
        Assert.Empty(_book.Renewals());
    });

    [Fact]
    public Task No_call_is_made_before_the_decision_is_committed() => GrainThread.Run(async () =>
    {
        _records.Hold();
        var begun = _renewals.Begin([new("X", 5, 7, 0)]);
        Assert.True(_renewals.IsUnderWay("X"));
        Assert.Empty(_calls);

        _records.Release();
        await begun;

        Assert.Single(_calls);
    });

    [Fact]
    public Task What_was_not_committed_is_not_carried_out() => GrainThread.Run(async () =>
    {
        _records.IsAway = true;
        var begun = _renewals.Begin([new("X", 5, 7, 0)]);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(begun));

        await _renewals.Done("X");
        Assert.Empty(_calls);
        Assert.Empty(_book.Renewals());
    });

    [Fact]
    public Task The_next_activation_goes_on_with_what_this_one_did_not_carry_out() => GrainThread.Run(async () =>
    {
        _renew = _ => new TaskCompletionSource().Task;
        _ = _renewals.Begin([new("X", 5, 7, 3), new("Y", 6, 0, 0)]);
        await Called(2);
        _renew = _ => Task.CompletedTask;

        await Activate();
        Assert.Equal(2, _book.Renewals().Count);
        _renewals.GoOn();
        await _renewals.Done("X");
        await _renewals.Done("Y");

        Assert.Equal([new Renewal("X", 5, 7, 3), new Renewal("Y", 6, 0, 0)], _calls.Skip(2).OrderBy(one => one.Label, StringComparer.Ordinal));
        await _book.Committed();
        await Activate();
        Assert.Empty(_book.Renewals());
    });

    [Fact]
    public Task Renewals_of_one_label_are_carried_out_one_after_the_other_and_the_later_ends_all() => GrainThread.Run(async () =>
    {
        var gate = new TaskCompletionSource();
        _renew = _ => gate.Task;
        var first = _renewals.Begin([new("X", 5, 7, 0)]);
        var second = _renewals.Begin([new("X", 0, 9, 0)]);
        await Called(1);
        Assert.Equal([new Renewal("X", 5, 7, 0)], _calls);

        gate.SetResult();
        await first;
        await second;

        Assert.Equal([new Renewal("X", 5, 7, 0), new Renewal("X", 5, 9, 0)], _calls);
        Assert.Empty(_book.Renewals());
    });

    [Fact]
    public Task Many_are_under_way_at_once_and_some_are_called_at_once() => GrainThread.Run(async () =>
    {
        const int labels = 3 * LockerTrees.Parallelism;
        var gate = new TaskCompletionSource();
        _renew = _ => gate.Task;
        var begun = _renewals.Begin([.. Enumerable.Range(0, labels).Select(at => new Renewal($"X{at}", 5, 0, 0))]);
        Assert.All(Enumerable.Range(0, labels), at => Assert.True(_renewals.IsUnderWay($"X{at}")));
        await Called(LockerTrees.Parallelism);

        gate.SetResult();
        await begun;

        Assert.Equal(labels, _calls.Select(call => call.Label).Distinct().Count());
    });

    [Fact]
    public Task Whoever_waits_for_a_label_waits_no_longer_than_the_most() => GrainThread.Run(async () =>
    {
        _renew = _ => new TaskCompletionSource().Task;
        _ = _renewals.Begin([new("X", 5, 0, 0)]);
        Assert.True(_renewals.Done("Y").AsTask().IsCompletedSuccessfully);

        var done = _renewals.Done("X").AsTask();
        _time.Advance(LifeRenewals.MaxWait);

        await Assert.ThrowsAsync<TimeoutException>(() => done);
        Assert.True(_renewals.IsUnderWay("X"));
    });

    [Fact]
    public Task No_call_is_made_again_once_the_activation_ends() => GrainThread.Run(async () =>
    {
        _renew = _ => Task.FromException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => _renewals.Begin([new("X", 5, 0, 0)]));

        _renewals.Stop();
        _time.Advance(RetryAfter);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _renewals.Begin([new("Y", 5, 0, 0)]));

        Assert.Equal(["X"], _calls.Select(call => call.Label));
        Assert.Equal(["X", "Y"], _book.Renewals().Select(renewal => renewal.Label));
    });

    private async Task Called(int times)
    {
        await Eventually.Holds(() => Task.FromResult(_calls.Count >= times), $"{times} calls are made");
        Assert.Equal(times, _calls.Count);
    }

    private async Task Activate()
    {
        _book = new RegistryBook((await _records.Recover(trees: 1, _time))[0], _time);
        _book.Begin();
        await _book.Committed();
        _renewals = new LifeRenewals(_book, Locker, _time);
    }

    private ILockerGrain Locker(string label) => Stub.Of<ILockerGrain>((method, arguments) =>
    {
        Assert.Equal(nameof(ILockerGrain.Renew), method.Name);
        var call = new Renewal(label, (long)arguments[0]!, (long)arguments[1]!, (long)arguments[2]!);
        _calls.Enqueue(call);
        return _renew(call);
    });
}
