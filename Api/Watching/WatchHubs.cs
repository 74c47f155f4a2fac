using Lockers.Api.Configuration;
using Lockers.Api.Current;
using Lockers.Api.Http;
using Lockers.Api.Metrics;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Watching;

/// <summary>Everything that is watched through this process, and everyone who watches.</summary>
internal sealed class WatchHubs : IDisposable
{
    /// <summary>How often a stream says that it is alive.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly HashSet<Watcher> _watchers = [];
    private readonly Lock _gate = new();
    private readonly ApiInstruments _measured;
    private readonly int _most;
    private readonly CancellationTokenRegistration _stopping;
    private ITimer? _ticks;

    public WatchHubs(
        GrainCache grains, IGrainFactory factory, IOptions<LockersLimits> limits, IHostApplicationLifetime process, Draining draining, ApiInstruments measured,
        TimeProvider time, ILogger<WatchHubs> log)
    {
        (Time, Draining, _measured, _most) = (time, draining, measured, limits.Value.MaxWatchers);
        Trees = new(key => (new TreeHub(LockerName.Of(key), grains.Locker(key), time, log), null), (hub, stop) => hub.Run(stop), time);
        Lockers = new(
            key =>
            {
                var data = Trees.Rent(key);
                return (new LockerHub(
                    LockerName.Of(key), data.Hub, grains.Locker(key), tree => grains.Instance(key, tree.Peer, tree.Instance), time, log), data);
            },
            (hub, stop) => hub.Run(stop),
            time);
        News = new(
            _ => (new NewsHub(factory.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey), time, log), null), (hub, stop) => hub.Run(stop), time);
        _stopping = process.ApplicationStopping.Register(Stop);
        Stopping = process.ApplicationStopping;
    }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>When streams are broken off that their clients do not read.</summary>
    public Draining Draining { get; }

    /// <summary>The hubs of lockers' own trees.</summary>
    public HubTable<TreeHub> Trees { get; }

    /// <summary>The hubs of lockers with what their peers report.</summary>
    public HubTable<LockerHub> Lockers { get; }

    /// <summary>The hub of what the registry decides, at the empty key.</summary>
    public HubTable<NewsHub> News { get; }

    /// <summary>How many may ask trees at once to catch up, whatever lockers they are of.</summary>
    public SemaphoreSlim CatchUps { get; } = new(64);

    /// <summary>Cancelled when the process is asked to stop.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>How many watch.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _watchers.Count;
        }
    }

    /// <summary>Counts one who watches until it is disposed, and wakes it when a heartbeat is due and when the process stops.</summary>
    /// <param name="everySecond">Whether it is woken each second.</param>
    /// <exception cref="ProblemException">503 when too many watch.</exception>
    public Watcher Enter(bool everySecond = false)
    {
        lock (_gate)
        {
            if (_watchers.Count >= _most)
                throw ProblemException.Unavailable($"As many as {_most} watch here already (Lockers:{nameof(LockersLimits.MaxWatchers)}).");
            var watcher = new Watcher(this, everySecond);
            _watchers.Add(watcher);
            _measured.WatchBegan();
            _ticks ??= Time.CreateTimer(_ => WakeDue(), null, Tick, Tick);
            return watcher;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _ticks?.Dispose();
        CatchUps.Dispose();
    }

    private void WakeDue()
    {
        lock (_gate)
        {
            foreach (var watcher in _watchers)
            {
                if (watcher.EverySecond || watcher.IsHeartbeatDue) watcher.Set();
            }
        }
    }

    // Each stream is told, and nothing is followed any more.
    private void Stop()
    {
        Lockers.Stop();
        Trees.Stop();
        News.Stop();
        lock (_gate)
        {
            foreach (var watcher in _watchers) watcher.Set();
        }
    }

    /// <summary>One who watches.</summary>
    internal sealed class Watcher(WatchHubs hubs, bool everySecond) : Wakeup, IDisposable
    {
        private long _beaten = hubs.Time.GetTimestamp();

        public bool EverySecond => everySecond;

        public bool IsHeartbeatDue => hubs.Time.GetElapsedTime(Volatile.Read(ref _beaten)) >= Heartbeat;

        /// <summary>Notes that a heartbeat is sent.</summary>
        public void Beat() => Volatile.Write(ref _beaten, hubs.Time.GetTimestamp());

        public void Dispose()
        {
            lock (hubs._gate)
            {
                if (hubs._watchers.Remove(this)) hubs._measured.WatchEnded();
            }
        }
    }
}
