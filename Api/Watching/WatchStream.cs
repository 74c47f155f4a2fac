using System.Buffers;
using System.IO.Pipelines;
using Lockers.Api.Current;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>One stream of changes to one client.</summary>
/// <param name="context">Its request.</param>
/// <param name="edge">The lockers.</param>
/// <param name="hubs">What is watched here.</param>
/// <param name="watcher">Who watches.</param>
/// <param name="options">What the client asks for.</param>
/// <param name="name">The locker as the request names it.</param>
internal sealed class WatchStream(
    HttpContext context, LockerEdge edge, WatchHubs hubs, WatchHubs.Watcher watcher, WatchOptions options, LockerName name) : IWatcher
{
    private const int ManyBytes = 16 * 1024;
    private const int ChangesAtOnce = 64;

    // To know where a locker stands, at the beginning: then it is waited for as long as the client wants.
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time = context.RequestServices.GetRequiredService<TimeProvider>();
    private readonly PipeWriter _body = context.Response.BodyWriter;
    private NamedLocker? _locker;
    private Place _known;

    /// <summary>Sends what changes, from the place that the client named or from the present, until one of both ends it.</summary>
    public async Task Run(NamedLocker locker)
    {
        // A stream of the current locker is woken when another locker may be the current one.
        using var news = options.Follow ? hubs.News.Rent("") : null;
        news?.Hub.Add(watcher.Wakeup);
        try
        {
            await using var aborted = context.RequestAborted.Register(static watcher => ((Wakeup)watcher!).Set(), watcher.Wakeup);
            for (var (next, since) = ((NamedLocker?)locker, options.Since); next is { } present; since = default(Place))
            {
                _locker = present;
                next = options.Peers ? await Peers(present, since) : await Tree(present, since);
            }
        }
        finally
        {
            news?.Hub.Remove(watcher.Wakeup);
        }
    }

    /// <summary>Sends what the registry decides about lockers.</summary>
    public async Task RunNews()
    {
        using var lease = hubs.News.Rent("");
        await using var aborted = context.RequestAborted.Register(static watcher => ((Wakeup)watcher!).Set(), watcher.Wakeup);
        await Follow(lease.Hub, lease.Hub.Started, options.Since, (hub, known, _) => CatchUpWithNews(hub, known));
    }

    private async Task<(long Next, Place Known)> CatchUpWithNews(NewsHub hub, Place known)
    {
        var (pauses, isKnown) = (new Pauses(_time), hub.Present.Position.Covers(known));
        while (!IsOver)
        {
            if (isKnown && hub.Join(known) is var next and >= 0) return (next, known);
            try
            {
                (var changes, known) = await hub.Behind(known, Aborted);
                isKnown = true;
                await Send(changes);
            }
            catch (Exception error) when (CallFailures.IsForNow(error))
            {
                // It is asked again.
            }

            Beat(known);
            await Flush();
            if (!isKnown || hub.Join(known) < 0) await pauses.Failed(Aborted);
        }

        return (-1, known);
    }

    private async Task<NamedLocker?> Tree(NamedLocker locker, Place? since)
    {
        using var lease = hubs.Trees.Rent(locker.Label);
        if (options.Form.HasData) lease.Hub.NeedTexts();
        var catchUp = CatchUpOf(locker, lease.Hub.CatchUps);

        // The hub may be behind the tree: what was stored before the request is not told.
        var from = since ?? await catchUp.Present();
        return await Follow(lease.Hub, lease.Hub.Started, from, catchUp.WithTree, catchUp.RestOfTree);
    }

    private async Task<NamedLocker?> Peers(NamedLocker locker, Place? since)
    {
        using var lease = hubs.Lockers.Rent(locker.Label);
        if (options.Form.HasData) lease.Hub.NeedTexts();
        var catchUp = CatchUpOf(locker, lease.Hub.CatchUps);
        return await Follow(lease.Hub, lease.Hub.Started, since, catchUp.WithLocker, catchUp.RestOfLocker);
    }

    private CatchUp CatchUpOf(NamedLocker locker, SemaphoreSlim places) => new(
        this, new TreeCalls(this, places, hubs.CatchUps, _time), locker.Name, locker.Grain, tree => edge.Instance(locker.Label, tree.Peer, tree.Instance), _time);

    /// <summary>Sends the changes of a hub.</summary>
    /// <returns>The locker to go over to; null at the end.</returns>
    private async Task<NamedLocker?> Follow<THub>(
        THub hub, Task started, Place? since, Func<THub, Place, bool, Task<(long Next, Place Known)>> catchUp, Func<Place, Task<bool>>? rest = null)
        where THub : ChangeRing
    {
        await started.Within(StartDeadline, _time, context.RequestAborted);
        hub.Add(watcher.Wakeup);
        try
        {
            (var next, _known) = hub.Present;
            if (since is { } place) (next, _known) = (-1, place);
            await Begin();
            if (HttpMethods.IsHead(context.Request.Method)) return null;
            var lacks = false;
            while (true)
            {
                if (next < 0) (next, _known) = await catchUp(hub, _known, lacks);
                if (next >= 0)
                {
                    (next, lacks) = await Drain(hub, next, skips: hub is not LockerHub);
                    if (next < 0) continue;
                    Beat(_known);
                    if (_body.UnflushedBytes > 0) await Flush();
                }

                if (IsOver) return await Bye();
                if (await Next() is { } other)
                {
                    // The hub may not have heard yet of the last that was stored while it was the current one.
                    if (rest is not null && !await rest(_known) && !IsOver) await Send([new(WatchedKind.Reset, _known, _locker!.Value.Name, null, default)]);
                    return other;
                }

                if (next >= 0) await watcher.Wakeup.Wait();
            }
        }
        finally
        {
            hub.Remove(watcher.Wakeup);
        }
    }

    /// <inheritdoc/>
    public bool IsOver => hubs.Stopping.IsCancellationRequested || context.RequestAborted.IsCancellationRequested;

    /// <inheritdoc/>
    public CancellationToken Aborted => context.RequestAborted;

    /// <inheritdoc/>
    public bool HasData => options.Form.HasData;

    /// <inheritdoc/>
    public async ValueTask<bool> Leaves() => IsOver || await Next() is not null;

    /// <inheritdoc/>
    public async ValueTask Send(IEnumerable<WatchedChange> changes)
    {
        foreach (var change in changes)
        {
            if (Concerns(change)) _body.Write(change.Render(options.Form));
            if (_body.UnflushedBytes >= ManyBytes) await Flush();
        }
    }

    /// <inheritdoc/>
    public void Beat(Place reached)
    {
        if (!watcher.IsHeartbeatDue || !context.Response.HasStarted) return;
        watcher.Beat();
        var now = Rfc3339.Text(_time.GetUtcNow().UtcTicks);
        _body.Write(EventRendering.Event(options.Form, "heartbeat", reached, json => json.WriteString("at", now)));
    }

    /// <inheritdoc/>
    public ValueTask Flush() => PagedAnswer.FlushNow(context);

    private async Task Begin()
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            _known = default;
            _body.Write(EventRendering.Event(options.Form, "current", _known, json => EventRendering.Name(json, _locker!.Value.Name)));
        }
        else
        {
            response.ContentType = options.Form.ContentType;
            response.Headers.CacheControl = "no-store";
            response.Headers["X-Accel-Buffering"] = "no";
            if (!options.Form.IsLines) _body.Write("retry: 1000\n"u8);
            _body.Write(EventRendering.Event(options.Form, "hello", _known, json =>
            {
                if (_locker is { } named) EventRendering.Name(json, named.Name);
                json.WriteString("revision", _known.ToString());
            }));
        }

        await Flush();
    }

    /// <summary>Sends what is in the ring.</summary>
    /// <returns>
    /// Where to go on, -1 where the client was too slow, and changes are gone; and whether it is for a text that was not needed when the change came.
    /// </returns>
    private async ValueTask<(long Next, bool Lacks)> Drain(ChangeRing hub, long next, bool skips)
    {
        var some = ArrayPool<WatchedChange>.Shared.Rent(ChangesAtOnce);
        try
        {
            while (!IsOver)
            {
                var count = hub.Take(ref next, some.AsSpan(0, ChangesAtOnce), out var position);
                if (count < 0) return (-1, false);
                for (var at = 0; at < count; at++)
                {
                    var change = some[at];
                    if (skips && _known.Covers(change.Id)) continue;
                    if (change.LacksText(options.Form)) return (-1, true);
                    if (Concerns(change)) _body.Write(change.Render(options.Form));
                    _known = change.Id;
                    if (_body.UnflushedBytes >= ManyBytes) await Flush();
                }

                if (count < ChangesAtOnce)
                {
                    if (!_known.Covers(position) || !skips) _known = position;
                    break;
                }
            }

            return (next, false);
        }
        finally
        {
            ArrayPool<WatchedChange>.Shared.Return(some, clearArray: true);
        }
    }

    private bool Concerns(WatchedChange change) => change is NewsChange news ? news.IsOf(name.Context) : change.IsBelow(options.Path);

    // The locker to go over to.
    private async ValueTask<NamedLocker?> Next() => options.Follow && _locker is { } locker ? await edge.Names.Successor(name, locker) : null;

    private async Task<NamedLocker?> Bye()
    {
        context.RequestAborted.ThrowIfCancellationRequested();
        _body.Write(EventRendering.Event(options.Form, "bye", _known, static _ => { }));
        await Flush();
        return null;
    }
}
