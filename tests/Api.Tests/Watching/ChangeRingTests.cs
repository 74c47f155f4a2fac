using Lockers.Api.Watching;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;

namespace Lockers.Api.Tests.Watching;

public sealed class ChangeRingTests
{
    private readonly Ring _ring = new();

    [Fact]
    public void Each_watcher_takes_changes_from_its_own_place()
    {
        _ring.Begin(5);
        var (early, _) = _ring.Present;
        _ring.Add(6, 7);
        var (late, position) = _ring.Present;
        _ring.Add(9);

        Assert.Equal(new(1, 7), position);
        Assert.Equal([6, 7, 9], Take(ref early, out var reached));
        Assert.Equal([9], Take(ref late, out _));
        Assert.Equal((3, 3, new Place(1, 9)), (early, late, reached));
        Assert.Empty(Take(ref early, out _));
    }

    [Theory]
    [InlineData(1, 5, 0)]
    [InlineData(1, 6, 1)]
    [InlineData(1, 8, 2)]
    [InlineData(1, 20, 3)]
    [InlineData(1, 4, -1)]
    [InlineData(0, 9, -1)]
    [InlineData(2, 1, 3)]
    public void Who_resumes_goes_on_behind_what_is_known(long generation, long revision, long next)
    {
        _ring.Begin(5);
        _ring.Add(6, 7, 9);

        Assert.Equal(next, _ring.Join(new(generation, revision)));
    }

    [Fact]
    public void Who_is_too_slow_finds_the_next_change_gone_and_can_join_further_on()
    {
        _ring.Begin(0);
        var (next, _) = _ring.Present;
        for (var revision = 1; revision <= 5000; revision++) _ring.Add(revision);

        Assert.Equal(-1, _ring.Take(ref next, new WatchedChange[1], out _));
        Assert.Equal(-1, _ring.Join(new(1, 100)));
        Assert.Equal(_ring.Head, _ring.Join(new(1, 5000)));
        Assert.Equal(_ring.Tail, _ring.Join(_ring.Floor));
    }

    [Fact]
    public void Long_texts_leave_room_for_fewer_changes()
    {
        _ring.Begin(0);
        for (var revision = 1; revision <= 100; revision++) _ring.Add(revision, new byte[64 * 1024]);

        Assert.InRange(_ring.Head - _ring.Tail, 20, 40);
    }

    [Fact]
    public async Task All_watchers_are_woken_however_many()
    {
        _ring.Begin(0);
        var watchers = Enumerable.Range(0, 1000).Select(_ => new Wakeup()).ToList();
        foreach (var watcher in watchers) _ring.Add(watcher);
        var waits = watchers.Select(watcher => watcher.Wait()).ToList();

        _ring.Add(1);

        await Task.WhenAll(waits).WaitAsync(TestDeadlines.Step, TestContext.Current.CancellationToken);
        _ring.Remove(watchers[0]);
        _ring.Add(2);
        await watchers[1].Wait().WaitAsync(TestDeadlines.Step, TestContext.Current.CancellationToken);
        Assert.False(watchers[0].Wait().IsCompleted);
    }

    private long[] Take(ref long next, out Place position)
    {
        var some = new WatchedChange[8];
        return [.. some[.._ring.Take(ref next, some, out position)].Select(change => change.Id.Revision)];
    }

    private sealed class Ring() : ChangeRing(TimeProvider.System)
    {
        public void Begin(long revision) => Begin(new Place(1, revision));

        public void Add(params long[] revisions) =>
            Append([.. revisions.Select(revision => Change(revision, null))], new(1, revisions[^1]));

        public void Add(long revision, byte[] text) => Append([Change(revision, text)], new(1, revision));

        private static WatchedChange Change(long revision, byte[]? text) =>
            new(WatchedKind.Stored, new(1, revision), "l", null, new(ChangeKind.Stored, KeyPath.Of("A"), revision, 1, text));
    }
}
