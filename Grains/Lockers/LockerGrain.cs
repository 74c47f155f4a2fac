using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.Reading;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Lockers;

/// <inheritdoc cref="ILockerGrain"/>
[KeepAlive, Immovable, Reentrant]
internal sealed class LockerGrain(IGrainFactory grains, TimeProvider time) : Grain, ILockerGrain, IDisposable
{
    private readonly LivingTree _data = new(time);
    private readonly PagedReads _reads = new(time);
    private readonly Dictionary<long, Catalogue> _staged = [];
    private Catalogue _catalogue = new(time);
    private IdleExit? _exit;

    private bool IsIdle => _data.IsIdle && _reads.Count == 0;

    private string Label => this.GetPrimaryKeyString();

    private LockerTrees Trees => new(grains, Label);

    public ValueTask<Outcome> Store(KeyPath path, byte[] text, TextFormat format, long life) =>
        _data.Admits(life) ? _data.Store(path, text, format) : JoinAndStore(path, text, format, life);

    public ValueTask<Outcome> Remove(KeyPath path, bool recursive, long life)
    {
        LeaveIfIdle();
        return _data.Remove(path, recursive, life);
    }

    public ValueTask<TextRead> Get(KeyPath path)
    {
        LeaveIfIdle();
        return new(_data.Get(path));
    }

    public ValueTask<ReadPage> ReadTree(KeyPath path, ReadOptions options)
    {
        LeaveIfIdle();
        return TreeReads.Node(_reads, _data, path, options);
    }

    public ValueTask<ReadPage> ReadLocker(ReadOptions options, bool current)
    {
        LeaveIfIdle();
        var snapshot = _data.State.Snapshot();
        var peers = options.Peers ? _catalogue.List() : [];
        var json = new LockerJson(Trees, options, _data.Life);
        return _reads.Open(page => json.Locker(page, snapshot.Root, peers, current), snapshot);
    }

    public ValueTask<ReadPage> ReadPaths()
    {
        LeaveIfIdle();
        var snapshot = _data.State.Snapshot();
        return _reads.Open(page => Rendering.Of(PathsJson.Render(page, Label, snapshot.Root)), snapshot);
    }

    public ValueTask<ReadPage> Find(FindQuery query)
    {
        LeaveIfIdle();
        var snapshot = _data.State.Snapshot();
        var peers = query.Peers ? _catalogue.List() : [];
        var (trees, life) = (Trees, _data.Life);
        return _reads.Open(page => LockerFind.Render(page, trees, snapshot.Root, peers, query, life), snapshot);
    }

    public ValueTask<ReadPage> ReadResults(bool detailed)
    {
        LeaveIfIdle();
        var (trees, peers, life) = (Trees, _catalogue.List(), _data.Life);
        return _reads.Open(page => LockerResults.Render(page, trees, peers, detailed, life));
    }

    public ValueTask<ReadPage> ReadPeers(ReadOptions options)
    {
        LeaveIfIdle();
        var peers = _catalogue.List();
        var json = new LockerJson(Trees, options, _data.Life);
        return _reads.Open(page => json.Peers(page, peers));
    }

    public ValueTask<ReadPage> ReadPeer(string peer, ReadOptions options)
    {
        LeaveIfIdle();
        if (_catalogue.Find(peer) is not { } entry) return new(ReadPage.NotFound);
        var json = new LockerJson(Trees, options, _data.Life);
        return _reads.Open(page => json.Peer(page, entry));
    }

    public ValueTask<ReadPage> ReadInstance(string peer, string instance, ReadOptions options)
    {
        LeaveIfIdle();
        var entries = _catalogue.Find(peer)?.Instances ?? [];
        var entry = entries.FirstOrDefault(entry => entry.Address == instance);
        if (entry == default) return new(ReadPage.NotFound);
        var json = new LockerJson(Trees, options, _data.Life);
        return _reads.Open(page => json.Instance(page, peer, entry));
    }

    public async ValueTask<LockerStats> Stats()
    {
        LeaveIfIdle();
        var (peers, life) = (_catalogue.List(), _data.Life);
        var (keys, bytes) = (_data.State.TextCount, _data.State.Bytes);
        await LockerTrees.ForEach(Trees.Of(peers), async tree =>
        {
            var stats = await tree.Stats(life);
            Interlocked.Add(ref keys, stats.Keys);
            Interlocked.Add(ref bytes, stats.Bytes);
        });
        return new(keys, bytes, peers.Length);
    }

    public async ValueTask<long> Announce(string peer, string instance, long life)
    {
        if (!await Join(life)) return 0;
        var joined = _data.Life;
        if (!_catalogue.Has(peer, instance)) _catalogue.Add(peer, instance, active: true);
        await _catalogue.Committed();
        return joined;
    }

    public async Task<Outcome> ResetInstance(string peer, string instance, long life)
    {
        if (!await Join(life)) return Outcome.Closed;
        _catalogue.Add(peer);
        if (_catalogue.Has(peer, instance))
        {
            _catalogue.Add(peer, instance, active: true);
            await Trees.Of(peer, instance).Clear(_data.Life);
        }

        await _catalogue.Committed();
        return Outcome.Done;
    }

    public async Task<Outcome> SetActive(string peer, string instance, bool active, long life)
    {
        LeaveIfIdle();
        if (_data.Life == 0) return Outcome.Done;
        if (!_data.Admits(life)) return Outcome.Closed;
        if (_catalogue.Has(peer, instance)) _catalogue.Add(peer, instance, active);
        await _catalogue.Committed();
        return Outcome.Done;
    }

    public async Task<Outcome> ClearPeers(string? peer, string? instance, long life)
    {
        LeaveIfIdle();
        if (_data.Life == 0) return Outcome.Done;
        if (!_data.Admits(life)) return Outcome.Closed;
        var present = _data.Life;
        var peers = _catalogue.List().Where(entry => peer is null || entry.Name == peer);
        if (instance is not null)
        {
            peers = peers.Select(entry => entry with
            {
                HasOwn = false,
                Instances = entry.Instances.RemoveAll(one => one.Address != instance),
            });
        }

        await LockerTrees.ForEach(Trees.Of(peers), tree => tree.Clear(present));
        return Outcome.Done;
    }

    public async Task<Outcome> DropPeer(string peer, long life)
    {
        LeaveIfIdle();
        if (_data.Life == 0) return Outcome.Done;
        if (!_data.Admits(life)) return Outcome.Closed;
        if (_catalogue.Find(peer) is not { } entry) return Outcome.Done;
        var present = _data.Life;
        await LockerTrees.ForEach(Trees.Of([entry]), tree => tree.Clear(present));
        if (_data.Admits(present)) _catalogue.Drop(peer);
        await _catalogue.Committed();
        return Outcome.Done;
    }

    public async Task Renew(long ended, long next, long load)
    {
        // What must happen at once comes before the first await: from here on nothing of the old life is served.
        var trees = new HashSet<IPeerInstanceGrain>();
        if (_data.Life <= ended)
        {
            trees.UnionWith(Trees.Of(_catalogue.List()));
            _catalogue = new Catalogue(time);
        }

        _data.Renew(ended, next, load);
        var begins = 0L;
        if (_data.Life == next && _staged.Remove(load, out var staged))
        {
            begins = next;
            _catalogue = staged;
            trees.UnionWith(Trees.Of(staged.List()));
        }

        await LockerTrees.ForEach(trees, tree => tree.Renew(ended, begins, load));
        LeaveIfIdle();
    }

    public Task Stage(StagedLocker part)
    {
        _data.Stage(part.Load, part.Entries);
        if (!_staged.TryGetValue(part.Load, out var staged)) _staged.Add(part.Load, staged = new Catalogue(time));
        foreach (var (peer, instance, active) in part.Instances)
        {
            if (instance is null) staged.Add(peer);
            else staged.Add(peer, instance, active);
        }

        return Task.CompletedTask;
    }

    public async Task Unstage(long load)
    {
        _data.Unstage(load);
        if (_staged.Remove(load, out var staged)) await LockerTrees.ForEach(Trees.Of(staged.List()), tree => tree.Unstage(load));
        LeaveIfIdle();
    }

    public async ValueTask<ReadPage> ReadNext(long read, int number)
    {
        var page = await _reads.Next(read, number);
        LeaveIfIdle();
        return page;
    }

    public ValueTask EndRead(long read)
    {
        _reads.End(read);
        LeaveIfIdle();
        return default;
    }

    public void Dispose() => _reads.Dispose();

    private async ValueTask<Outcome> JoinAndStore(KeyPath path, byte[] text, TextFormat format, long life) =>
        await Join(life) ? await _data.Store(path, text, format) : Outcome.Closed;

    private async ValueTask<bool> Join(long life)
    {
        var joined = await _data.Join(life, () => grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey).Adopt(Label, life));
        LeaveIfIdle();
        return joined;
    }

    // A grain that holds nothing must not stay for having been asked about: anyone can ask about anything.
    private void LeaveIfIdle()
    {
        if (IsIdle) (_exit ??= new IdleExit(this, () => IsIdle)).Consider();
    }
}
