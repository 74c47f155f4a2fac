using Lockers.Grains.Interfaces;
using Lockers.Grains.Registry;
using Xunit;

namespace Lockers.Grains.Tests.Simulation;

/// <summary>One history of a simulated cluster, and whether it ends as what clients were told allows.</summary>
internal sealed class ClusterHistory(int seed)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly World _world = new(seed);
    private readonly List<Task> _calls = [];
    private SimulatedCluster _cluster = null!;
    private SimulatedClients _clients = null!;

    /// <summary>What clients asked for and were told, and when.</summary>
    public List<string> Told => [.. _clients.All.Select(call => call.ToString())];

    public void Run(int steps)
    {
        _cluster = new SimulatedCluster(_world);
        _clients = new SimulatedClients(_world, _cluster);
        for (var step = 0; step < steps; step++)
        {
            Step();
            _world.Drain();
        }

        Quiet();
        Check();
        foreach (var grain in _cluster.All.ToList()) Kill(grain);
        Check();
    }

    private void Step()
    {
        var choice = _world.Random.Next(200);
        if (choice < 24 && _calls.Count(call => !call.IsCompleted) < 8) _calls.Add(_world.Start(_clients.Begin));
        else if (choice < 26) Kill(Some());
        else if (choice < 27) _ = _world.Start(Some().Leave);
        else if (choice < 28) _world.SwallowsAnswers = !_world.SwallowsAnswers && _world.Random.Next(3) == 0;
        else if (choice < 40) _world.Time.Advance(Tick);
        else if (choice < 42) _world.Land();
        else _world.Decide();
    }

    private ISimulatedGrain Some()
    {
        var all = _cluster.All.ToList();
        return all[_world.Random.Next(2) == 0 ? 0 : _world.Random.Next(all.Count)];
    }

    private void Kill(ISimulatedGrain grain)
    {
        _world.Scatter(grain.Activation);
        grain.Kill();
    }

    /// <summary>Nothing fails any more: everything that was decided is carried out, and every client is told.</summary>
    private void Quiet()
    {
        (_world.IsWell, _world.SwallowsAnswers) = (true, false);
        for (var rounds = 0; rounds < 1000; rounds++)
        {
            _world.Drain();
            while (_world.Decide()) _world.Drain();
            if (_calls.TrueForAll(call => call.IsCompleted) && IsSettled()) return;
            _world.Time.Advance(Tick);
        }

        Assert.Fail($"It does not come to rest: open are {string.Join("; ", _clients.All.Where(call => call.IsOpen))}. {Pending()}");
    }

    private string Pending()
    {
        var view = Ask(_cluster.Registry, registry => registry.Records.Working);
        var states = _cluster.All.Where(grain => grain.Activation is { State.IsInDoubt: true }).Select(grain => grain.Name);
        var about = string.Join("; ", _cluster.All.Select(grain => $"{grain.Name}: {grain.State}"));
        var peers = string.Join(',', view.PeerDrops().Concat(view.PeersReplacing()));
        return $"{about}. In doubt: {string.Join(',', states)}; pending: {view.Bulk} {string.Join(',', view.PendingLabels())} {peers}";
    }

    private bool IsSettled()
    {
        if (_cluster.All.Any(grain => grain.Activation is { State.IsInDoubt: true })) return false;
        var view = Ask(_cluster.Registry, registry => registry.Records.Working);
        return view.Bulk is null && !view.PendingLabels().Any() && !view.PeerDrops().Any() && !view.PeersReplacing().Any();
    }

    private TResult Ask<T, TResult>(SimulatedGrain<T> grain, Func<T, TResult> ask)
        where T : class
    {
        for (var tries = 0; ; tries++)
        {
            var asked = _world.Start(() => _world.Call(null, grain, runs => Task.FromResult(ask(runs))));
            _world.Drain();
            for (var rounds = 0; rounds < 10_000 && !asked.IsCompleted; rounds++)
            {
                if (!_world.Decide()) _world.Time.Advance(Tick);
                _world.Drain();
            }

            Assert.True(asked.IsCompleted, $"{grain.Name} does not answer: {grain.State}");

            // An activation may have begun before all was well.
            if (asked.IsCompletedSuccessfully || tries == 2) return asked.GetAwaiter().GetResult();
        }
    }

    private void Check()
    {
        foreach (var call in _calls) call.GetAwaiter().GetResult();
        var view = Ask(_cluster.Registry, registry => registry.Records.Committed);
        var listed = view.Lockers().ToDictionary(locker => locker.Label, locker => locker.Record);
        Assert.Contains(Names.Default, listed.Keys);
        Assert.Contains(view.Current, listed.Keys);
        CheckCurrent();
        foreach (var label in _cluster.Labels.ToList()) CheckGeneration(label, listed);
        foreach (var (call, key, peer) in _clients.Stores) CheckStore(call, key, peer);
        foreach (var (call, texts) in _clients.Loads) CheckLoad(call, texts);
        foreach (var peer in _cluster.PeerNames.ToList()) CheckPeer(peer, view);
    }

    // Every read saw the locker that was current at some moment of it, and so did every open make it.
    private void CheckCurrent()
    {
        foreach (var (call, read) in _clients.Reads)
        {
            if (call.IsDone) Assert.True(_cluster.CurrentDuring(call.Start, call.End).Contains(read), $"{call} read what was not current");
        }

        foreach (var open in _clients.Opens.Where(open => open.IsDone))
            Assert.True(_cluster.CurrentDuring(open.Start, open.End).Contains(open.Label!), $"{open} was acknowledged and not made");
    }

    private void CheckGeneration(string label, Dictionary<string, LockerRecord> listed)
    {
        var generation = Ask(_cluster.Locker(label), locker => locker.Data.VisibleGeneration);
        if (!listed.TryGetValue(label, out var record)) Assert.True(generation == 0, $"{label} is not listed and lives");
        else if (generation != 0) Assert.True(record.Generation == generation && record.Used, $"{label} is listed with another generation");
    }

    private void CheckStore(Recorded call, string key, string peer)
    {
        if (call.Label is not { } label) return;
        var isThere = IsThere(label, key, peer);
        if (call.IsRefused) Assert.False(isThere, $"{call} of {key} was refused and is there");
        if (!call.IsDone) return;
        var about = _clients.Removals.Where(removal => removal.Label is null || removal.Label == label).ToList();
        var drops = peer.Length == 0 ? [] : _clients.PeerDrops;
        if (!about.Concat(drops).Any(removal => removal.MayFollow(call))) Assert.True(isThere, $"{call} of {key} is lost");
        if (about.Find(removal => removal.Follows(call)) is { } gone)
            Assert.False(isThere, $"{call} of {key} came back after {gone}");
    }

    private void CheckLoad(Recorded call, IReadOnlyList<(string Label, string Key)> texts)
    {
        var there = texts.Select(text => IsThere(text.Label, text.Key, "")).ToList();
        if (call.IsRefused) Assert.All(there, isThere => Assert.False(isThere, $"{call} was refused and is there"));
        if (_clients.Removals.Exists(removal => removal != call && removal.MayFollow(call))) return;
        Assert.True(there.Distinct().Count() == 1, $"{call} is there in part");
        if (call.IsDone) Assert.True(there[0], $"{call} is lost");
    }

    private bool IsThere(string label, string key, string peer)
    {
        var path = KeyPath.Of(key);
        if (peer.Length == 0) return Ask(_cluster.Locker(label), locker => locker.Data.Get(path).Outcome) == Outcome.Done;
        var generation = Ask(_cluster.Locker(label), locker => locker.InstanceList.Find(peer)?.Instances.Any(one => one.Address == SimulatedClients.Address) == true
            ? locker.Data.VisibleGeneration
            : 0);
        var instance = IPeerInstanceGrain.KeyOf(label, peer, SimulatedClients.Address);
        return generation != 0 && Ask(_cluster.Instance(instance), tree => tree.Shows(generation) && tree.Get(path).Outcome == Outcome.Done);
    }

    private void CheckPeer(string peer, RegistryView view)
    {
        var state = Ask(_cluster.Peer(peer), one => one[0].Meta.Describe());
        if (state is { Known: true }) Assert.True(view.IsListed(peer), $"{peer} is known and not listed");
        foreach (var (call, _) in _clients.Additions.Where(added => added.Peer == peer && added.Call.IsDone))
        {
            var about = _clients.PeerRemovals.Where(removal => removal.Peer is null || removal.Peer == peer).Select(removal => removal.Call);
            if (!about.Any(removal => removal.MayFollow(call))) Assert.True(state?.Pods.Length == 1, $"{call} is lost");
        }
    }
}
