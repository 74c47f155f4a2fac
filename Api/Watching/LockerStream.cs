using System.Text.Json;
using Lockers.Api.Current;
using Lockers.Api.Edge;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>One stream of a locker's changes to one client; of the current locker with <c>?follow=y</c> it goes over to the next one.</summary>
/// <param name="context">Its request.</param>
/// <param name="edge">The lockers.</param>
/// <param name="hubs">What is watched here.</param>
/// <param name="options">What the client asks for.</param>
/// <param name="name">The locker as the request names it.</param>
internal sealed class LockerStream(HttpContext context, LockerEdge edge, WatchHubs hubs, WatchOptions options, LockerName name)
    : WatchStream(context, hubs, options)
{
    private NamedLocker _locker;
    private HubTable<NewsHub>.Lease? _news;

    /// <inheritdoc/>
    protected override async Task<bool> Begin()
    {
        var locker = await edge.Names.Resolve(name);
        if (!await Exists(locker))
        {
            await LockerAnswers.NoLocker(Context, name);
            return false;
        }

        var watcher = Enter(everySecond: Options.Follow);
        if (Options.Follow)
        {
            // It is woken when another locker may be the current one.
            _news = Hubs.News.Rent("");
            _news.Hub.Add(watcher);
        }

        return await Join(locker, Options.Since);
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> Leaves() => IsOver || await Next() is not null;

    /// <inheritdoc/>
    protected override async ValueTask<bool> GoOver()
    {
        if (await Next() is not { } other) return false;

        // The hub may not have heard yet of the last that was stored while it was the current one.
        var asks = Asks();
        var isWhole = await (Options.Peers ? asks.RestOfLocker(Known) : asks.RestOfTree(Known));
        if (!isWhole && !IsOver) await Send([new(WatchedKind.Reset, Known, _locker.Name, null, default)]);
        Return();
        await Join(other, default(Place));
        return true;
    }

    /// <inheritdoc/>
    protected override Task<(long Next, Place Known)> CatchUp(Place known, bool lacks) =>
        Hub is LockerHub hub ? Asks().WithLocker(hub, known, lacks) : Asks().WithTree((TreeHub)Hub, known, lacks);

    /// <inheritdoc/>
    protected override bool Concerns(WatchedChange change) => change.IsBelow(Options.Path);

    /// <inheritdoc/>
    protected override void Name(Utf8JsonWriter json) => EventRendering.Name(json, _locker.Name);

    /// <inheritdoc/>
    protected override void Leave()
    {
        if (_news is not null)
        {
            _news.Hub.Remove(Watcher);
            _news.Dispose();
        }

        base.Leave();
    }

    private async Task<bool> Join(NamedLocker locker, Place? since)
    {
        _locker = locker;
        if (Options.Peers)
        {
            var hub = Rent(Hubs.Lockers, locker.Label);
            if (HasData) hub.NeedTexts();
            return await Join(since);
        }

        var tree = Rent(Hubs.Trees, locker.Label);
        if (HasData) tree.NeedTexts();

        // The hub may be behind the tree: what was stored before the request is not told.
        return await Join(since ?? await Asks().Present());
    }

    private CatchUp Asks()
    {
        var (locker, time) = (_locker, Hubs.Time);
        var places = Hub is LockerHub hub ? hub.CatchUps : ((TreeHub)Hub).CatchUps;
        return new(
            this, new TreeCalls(this, places, Hubs.CatchUps, time), locker.Name, locker.Grain,
            tree => edge.Instance(locker.Label, tree.Peer, tree.Instance), time);
    }

    // The locker to go over to.
    private async ValueTask<NamedLocker?> Next() => Options.Follow ? await edge.Names.Successor(name, _locker) : null;

    // What is current exists, and so does the current locker of a context in which nothing was opened yet.
    private async ValueTask<bool> Exists(NamedLocker locker) => locker.Lease is not null || await edge.Registry.Find(locker.Label) is not null;
}
