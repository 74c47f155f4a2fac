using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;
using Microsoft.AspNetCore.Http.Features;

namespace Lockers.Api.Watching;

/// <summary>
/// One stream of changes to one client. A process has thousands that wait, so while one waits it holds itself and the state of <see cref="Run"/>, and
/// nothing else that was needed to begin it, or to tell something.
/// </summary>
/// <param name="context">Its request.</param>
/// <param name="hubs">What is watched here.</param>
/// <param name="options">What the client asks for.</param>
internal abstract class WatchStream(HttpContext context, WatchHubs hubs, WatchOptions options) : IWatcher
{
    private const int ManyBytes = 16 * 1024;
    private const int ChangesAtOnce = 64;

    // To know where a locker stands, at the beginning: then it is waited for as long as the client wants.
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(10);

    private readonly PipeWriter _body = context.Response.BodyWriter;
    private WatchHubs.Watcher? _watcher;
    private CancellationTokenRegistration _aborted;
    private IDisposable? _lease;
    private ChangeRing? _hub;
    private Place _known;
    private long _next;
    private bool _lacks;

    /// <summary>Its request.</summary>
    protected HttpContext Context => context;

    /// <summary>What is watched here.</summary>
    protected WatchHubs Hubs => hubs;

    /// <summary>What the client asks for.</summary>
    protected WatchOptions Options => options;

    /// <summary>Who watches, once it has entered.</summary>
    protected WatchHubs.Watcher Watcher => _watcher!;

    /// <summary>The hub that it has rented.</summary>
    protected ChangeRing Hub => _hub!;

    /// <summary>The place up to which the client knows everything.</summary>
    protected Place Known => _known;

    /// <summary>Sends what changes, from the place that the client named or from the present, until one of both ends it.</summary>
    public async Task Run()
    {
        try
        {
            if (!await Begin()) return;

            // Calls that had the same token give their registrations back as soon as this method gives way; one of them is used again then.
            await Task.Yield();
            _aborted = Aborted.UnsafeRegister(static watcher => ((Wakeup)watcher!).Set(), Watcher);
            while (await Tell()) await Watcher.Wait();
        }
        finally
        {
            if (_watcher is not null) Leave();
        }
    }

    /// <summary>Enters, rents a hub and joins it.</summary>
    /// <returns>Whether the stream goes on.</returns>
    protected abstract Task<bool> Begin();

    /// <summary>Catches up with the hub, from a place on.</summary>
    /// <param name="known">The place.</param>
    /// <param name="lacks">Whether the hub has the next change, but not its text.</param>
    /// <returns>Where it goes on in the hub's ring, -1 for nowhere; and up to where it knows everything then.</returns>
    protected abstract Task<(long Next, Place Known)> CatchUp(Place known, bool lacks);

    /// <summary>Whether the client is told of a change.</summary>
    protected abstract bool Concerns(WatchedChange change);

    /// <summary>The members of the first event that name what is watched.</summary>
    protected abstract void Name(Utf8JsonWriter json);

    /// <summary>Goes over to another hub, if it is to.</summary>
    /// <returns>Whether it has.</returns>
    protected virtual ValueTask<bool> GoOver() => new(false);

    /// <summary>Counts as one who watches from now on.</summary>
    /// <param name="everySecond">Whether it is woken each second.</param>
    protected WatchHubs.Watcher Enter(bool everySecond = false) => _watcher = hubs.Enter(everySecond);

    /// <summary>Ends what was begun.</summary>
    protected virtual void Leave()
    {
        _aborted.Unregister();
        Return();
        Watcher.Dispose();
    }

    /// <summary>Rents the hub to watch.</summary>
    protected THub Rent<THub>(HubTable<THub> table, string key)
        where THub : ChangeRing
    {
        var lease = table.Rent(key);
        (_lease, _hub) = (lease, lease.Hub);
        return lease.Hub;
    }

    /// <summary>Returns the hub that it has rented.</summary>
    protected void Return()
    {
        _hub?.Remove(Watcher);
        _lease?.Dispose();
        (_lease, _hub) = (null, null);
    }

    /// <summary>Joins the hub, and says so to the client.</summary>
    /// <param name="since">The place that the client knows; null for the present.</param>
    /// <returns>Whether the stream goes on.</returns>
    protected async Task<bool> Join(Place? since)
    {
        await Hub.Started.Within(StartDeadline, hubs.Time, Aborted);
        Hub.Add(Watcher);
        (_next, _known) = Hub.Present;
        if (since is { } place) (_next, _known) = (-1, place);
        _lacks = false;
        Greet();
        await Flush();

        // What was read of the query; the request lets go of it when it is asked for anything else.
        context.Features.Set<IQueryFeature>(null);
        return !HttpMethods.IsHead(context.Request.Method);
    }

    /// <inheritdoc/>
    public bool IsOver => hubs.Stopping.IsCancellationRequested || context.RequestAborted.IsCancellationRequested;

    /// <inheritdoc/>
    public CancellationToken Aborted => context.RequestAborted;

    /// <inheritdoc/>
    public bool HasData => options.Form.HasData;

    /// <inheritdoc/>
    public virtual ValueTask<bool> Leaves() => new(IsOver);

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
        if (!Watcher.IsHeartbeatDue || !context.Response.HasStarted) return;
        Watcher.Beat();
        var now = Rfc3339.Text(hubs.Time.GetUtcNow().UtcTicks);
        _body.Write(EventRendering.Event(options.Form, "heartbeat", reached, json => json.WriteString("at", now)));
    }

    /// <inheritdoc/>
    public ValueTask Flush() => PagedAnswer.FlushNow(context, hubs.Draining);

    private void Greet()
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            _body.Write(EventRendering.Event(options.Form, "current", _known, Name));
            return;
        }

        response.ContentType = options.Form.ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        if (!options.Form.IsLines) _body.Write("retry: 1000\n"u8);
        _body.Write(EventRendering.Event(options.Form, "hello", _known, json =>
        {
            Name(json);
            json.WriteString("revision", _known.ToString());
        }));
    }

    /// <summary>Sends what there is to tell.</summary>
    /// <returns>Whether there may be more later.</returns>
    private async Task<bool> Tell()
    {
        while (true)
        {
            if (_next < 0) (_next, _known) = await CatchUp(_known, _lacks);
            if (_next >= 0)
            {
                (_next, _lacks) = await Drain(_next, skips: _hub is not LockerHub);
                if (_next < 0) continue;
                Beat(_known);
                if (_body.UnflushedBytes > 0) await Flush();
            }

            if (IsOver)
            {
                await Bye();
                return false;
            }

            if (!await GoOver() && _next >= 0) return true;
        }
    }

    /// <summary>Sends what is in the ring.</summary>
    /// <returns>
    /// Where to go on, -1 where the client was too slow, and changes are gone; and whether it is for a text that was not needed when the change came.
    /// </returns>
    private async ValueTask<(long Next, bool Lacks)> Drain(long next, bool skips)
    {
        var some = ArrayPool<WatchedChange>.Shared.Rent(ChangesAtOnce);
        try
        {
            while (!IsOver)
            {
                var count = Hub.Take(ref next, some.AsSpan(0, ChangesAtOnce), out var position);
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

    private Task Bye()
    {
        Aborted.ThrowIfCancellationRequested();
        _body.Write(EventRendering.Event(options.Form, "bye", _known, static _ => { }));
        return Flush().AsTask();
    }
}
