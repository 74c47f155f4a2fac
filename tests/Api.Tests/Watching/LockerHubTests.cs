using System.Threading.Channels;
using Lockers.Api.Watching;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockers.Api.Tests.Watching;

public sealed class LockerHubTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly Channel<ChangePage> _pages = Channel.CreateUnbounded<ChangePage>();
    private readonly ILockerGrain _locker;
    private volatile bool _isListed = true;
    private ListedTrees _list = new([], 1, 15);
    private int _listings;

    public LockerHubTests() => _locker = Stub.Of<ILockerGrain>((method, _) => method.Name switch
    {
        nameof(ILockerGrain.Changes) => new ValueTask<ChangePage>(_pages.Reader.ReadAsync().AsTask()),
        nameof(ILockerGrain.ListTrees) => new ValueTask<ListedTrees>(List()),
        _ => throw new NotSupportedException(method.Name),
    });

    [Fact]
    public async Task Ids_do_not_get_ahead_of_what_the_locker_lists_and_cannot_tell()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var data = new TreeHub("l", _locker, TimeProvider.System, NullLogger.Instance);
        var hub = new LockerHub("l", data, _locker, _ => throw new NotSupportedException(), TimeProvider.System, NullLogger.Instance);
        var (following, running) = (data.Run(stop.Token), hub.Run(stop.Token));
        Says(upTo: 10, listed: 5);
        await hub.Started.WaitAsync(Deadline, TestContext.Current.CancellationToken);

        _isListed = false;
        Says(upTo: 20, listed: 15);
        Says(upTo: 30, listed: 15);
        var tried = Volatile.Read(ref _listings);
        await Holds(() => Volatile.Read(ref _listings) > tried + 2);
        Assert.InRange(hub.Present.Position.Revision, 10, 14);

        _isListed = true;
        await Holds(() => hub.Present.Position == new Place(1, 30));
        await stop.CancelAsync();
        await Task.WhenAll(following, running);
    }

    [Fact]
    public async Task A_tree_that_is_dropped_and_listed_again_between_two_looks_is_told_as_gone_and_as_new()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var data = new TreeHub("l", _locker, TimeProvider.System, NullLogger.Instance);
        var silent = Stub.Of<IPeerInstanceGrain>((_, _) => new ValueTask<ChangePage>(new TaskCompletionSource<ChangePage>().Task));
        var hub = new LockerHub("l", data, _locker, _ => silent, TimeProvider.System, NullLogger.Instance);
        var (following, running) = (data.Run(stop.Token), hub.Run(stop.Token));
        _list = new([new("p", "i", Since: 5), new("p", "stays", Since: 6)], 1, 5);
        Says(upTo: 10, listed: 5);
        await hub.Started.WaitAsync(Deadline, TestContext.Current.CancellationToken);

        _list = new([new("p", "i", Since: 15), new("p", "stays", Since: 6)], 1, 15);
        Says(upTo: 20, listed: 15);
        await Holds(() => hub.Head == 2);

        var (next, told) = (0L, new WatchedChange[2]);
        hub.Take(ref next, told, out _);
        Assert.Equal([(WatchedKind.Cleared, "i"), (WatchedKind.Peer, "i")], told.Select(change => (change.Kind, change.Source!.Value.Instance)));
        await stop.CancelAsync();
        await Task.WhenAll(following, running);
    }

    private void Says(long upTo, long listed) => _pages.Writer.TryWrite(new(1, [], upTo, upTo, listed));

    private Task<ListedTrees> List()
    {
        Interlocked.Increment(ref _listings);
        return _isListed ? Task.FromResult(_list) : Task.FromException<ListedTrees>(new TimeoutException());
    }

    private static Task Holds(Func<bool> condition) =>
        Until.Holds(() => Task.FromResult(condition()), Deadline, () => "the hub does not go on", TestContext.Current.CancellationToken);
}
