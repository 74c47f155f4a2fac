using System.Collections.Immutable;
using Lockers.Grains.Activation;
using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Registry;

/// <inheritdoc cref="IRegistryGrain"/>
[KeepAlive, Immovable, Reentrant, EvenPlacement]
internal sealed class RegistryGrain : TreeGrain, IRegistryGrain, IDisposable
{
    private readonly StateFactory _states;
    private readonly LockerRegistry _registry;
    private readonly RegistryNews _news;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public RegistryGrain(IGrainFactory grains, StateFactory states, TimeProvider time, ILogger<RegistryGrain> log)
        : base(states, "R", trees: 1, new RegistryNews())
    {
        _news = (RegistryNews)State.Feed!;
        (_states, _time, _log) = (states, time, log);
        _registry = new LockerRegistry(
            State, new GrainWork(grains), time, log, mayHoldUnknown: states is { IsClustered: true, IsDurable: false }, _news,
            (happened, generation) => grains.GetGrain<IRegistryEventsGrain>(IRegistryEventsGrain.TheKey).Append(happened, IRegistryEventsGrain.NoMost, generation),
            states.Departure.Begun);
    }

    protected override bool IsIdle => false;

    public ValueTask<CurrentLease> LeaseCurrent(ICurrentLockerHolder? holder) => _registry.LeaseCurrent(holder);

    public Task Open(string label) => _registry.Open(label);

    public Task<Removal> Close(string label) => _registry.Close(label);

    public Task<Removal> CloseAll() => _registry.CloseAll();

    public Task<Removal> Clear(string label) => _registry.Clear(label);

    public Task<LockerInfo?> SetTtl(string label, TimeSpan ttl) => _registry.SetTtl(label, ttl);

    public ValueTask<NewsPage> News(long after, bool wait) => _news.Read(State, after, wait, _time, _states.Stopping);

    public ValueTask<LockerInfo?> Find(string label) => new(_registry.Find(label));

    public ValueTask<ImmutableArray<LockerInfo>> Lockers(string after, int limit) => new(_registry.Lockers(after, limit));

    public ValueTask<ImmutableArray<string>> Contexts(string after, int limit) => new(_registry.Contexts.List(after, limit));

    public ValueTask<ImmutableArray<LockerInfo>> ContextLockers(string context, string after, int limit) =>
        new(_registry.Contexts.Lockers(context, after, limit));

    public ValueTask<CurrentLease> ContextCurrent(string context) => new(_registry.Contexts.Current(context));

    public Task<Removal> CloseContext(string context) => _registry.Contexts.Close(context);

    public ValueTask<long> Adopt(string label, long generation) => _registry.Adopt(label, generation);

    public ValueTask AddPeer(string peer) => _registry.AddPeer(peer);

    public Task DropPeer(string peer) => _registry.DropPeer(peer);

    public Task ForgetPeer(string peer) => _registry.ForgetPeer(peer);

    public ValueTask<ImmutableArray<string>> Peers(string after, int limit) => new(_registry.Peers(after, limit));

    public Task<Removal> ClearPeers() => _registry.ClearPeers();

    public ValueTask<RegistrySettings> Settings() => new(_registry.Settings());

    public ValueTask SetSettings(RegistrySettings settings) => _registry.SetSettings(settings);

    public ValueTask SetProbe(bool isReadiness, string? uri, int status) => _registry.SetProbe(isReadiness, uri, status);

    public ValueTask<long> NewLoad() => _registry.Loads.New();

    public ValueTask<Outcome> StageLoad(long load, ImmutableArray<LockerInfo> lockers, ImmutableArray<string> peers) =>
        _registry.Loads.Stage(load, lockers, peers);

    public ValueTask<bool> IsLoading(long load) => new(_registry.Loads.IsLoading(load));

    public ValueTask<bool> AbandonLoad(long load) => _registry.Loads.Abandon(load);

    public Task<Outcome> CommitLoad(long load, LoadSections sections, string? trackingHeaders, byte[]? probes, string? timeBuckets) =>
        _registry.Loads.Commit(load, sections, new(trackingHeaders, probes, timeBuckets));

    public Task<Outcome> CommitLockerLoad(long load, string label) => _registry.Loads.CommitLocker(load, label);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _registry.Stop();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public void Dispose() => _registry.Dispose();

    protected override async Task Begin()
    {
        if (State.IsEmpty && _states.Survivors is { } survivors) await new Rediscovery(survivors, _time, _log).List(_registry.Records);
        await _registry.Begin(waitOut: _states.IsClustered || !State.IsEmpty);
        _news.Forget(State.Revision);
    }

    protected override void Leaving() => _news.End();

    protected override void Activated() => _registry.Resume();

    protected override void Resolved() => _registry.Resume();
}
