using Lockers.Api.Watching;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Api.Tests.Watching;

/// <summary>Catching up with a locker that cannot be reached.</summary>
public sealed class CatchUpTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly SemaphoreSlim _places = new(2);
    private readonly SemaphoreSlim _all = new(3);
    private readonly SomeWatcher _watcher = new();

    public void Dispose()
    {
        _places.Dispose();
        _all.Dispose();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task The_rest_of_a_locker_is_given_up_when_nothing_answers_for_10_s(bool isSilent, bool withPeers)
    {
        var began = _time.GetUtcNow();
        var catchUp = Of(isSilent);

        var rest = withPeers ? catchUp.RestOfLocker(new(1, 5)) : catchUp.RestOfTree(new(1, 5));

        Assert.False(await Passes(rest));
        Assert.InRange(_time.GetUtcNow() - began, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(13));
    }

    [Fact]
    public async Task Heartbeats_go_on_and_the_watcher_can_leave()
    {
        var (place, hub) = (new Place(1, 5), new TreeHub("l", Unreachable(isSilent: false), _time, NullLogger.Instance));
        var caughtUp = Of(isSilent: false).WithTree(hub, place, lacks: false);
        for (var second = 0; second < 60; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await Until.Holds(() => Task.FromResult(_watcher.Beats > 0), TimeSpan.FromSeconds(20), () => "no heartbeat", TestContext.Current.CancellationToken);
        Assert.False(caughtUp.IsCompleted);
        _watcher.IsLeaving = true;

        Assert.Equal((-1, place), await Passes(caughtUp));
        Assert.Empty(_watcher.Told);
    }

    [Fact]
    public async Task Those_who_ask_a_silent_locker_leave_room_for_others_and_beat_while_they_wait_for_each_other()
    {
        var hub = new TreeHub("l", Unreachable(isSilent: true), _time, NullLogger.Instance);
        var asking = Enumerable.Range(0, 3).Select(_ => Of(isSilent: true).WithTree(hub, new(1, 5), lacks: false)).ToList();

        await Until.Holds(
            () => Task.FromResult(_watcher.Beats > 0), TimeSpan.FromSeconds(20), () => "no heartbeat", TestContext.Current.CancellationToken);

        Assert.Equal((0, 1), (_places.CurrentCount, _all.CurrentCount));
        Assert.DoesNotContain(asking, task => task.IsCompleted);
        _watcher.IsLeaving = true;
        foreach (var task in asking) Assert.Equal(-1, (await Passes(task)).Next);
        Assert.Equal((2, 3), (_places.CurrentCount, _all.CurrentCount));
    }

    private CatchUp Of(bool isSilent) => new(
        _watcher, new TreeCalls(_watcher, _places, _all, _time), "l", Unreachable(isSilent), _ => throw new NotSupportedException(), _time);

    private static ILockerGrain Unreachable(bool isSilent) => Stub.Of<ILockerGrain>((_, _) => isSilent
        ? new ValueTask<ChangePage>(new TaskCompletionSource<ChangePage>().Task)
        : new ValueTask<ChangePage>(Task.FromException<ChangePage>(new OrleansException("The node is gone."))));

    private async Task<T> Passes<T>(Task<T> task)
    {
        await Until.Holds(
            () =>
            {
                if (!task.IsCompleted) _time.Advance(TimeSpan.FromMilliseconds(500));
                return Task.FromResult(task.IsCompleted);
            },
            TimeSpan.FromSeconds(30), () => "it does not end", TestContext.Current.CancellationToken);
        return await task;
    }
}
