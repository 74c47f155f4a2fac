using System.Collections.Immutable;
using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.Lockers;
using Lockers.Grains.Reading;
using Lockers.Grains.State;
using Lockers.Grains.Tree;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Peers;

/// <inheritdoc cref="IPeerInstanceGrain"/>
[KeepAlive, Immovable, Reentrant, EvenPlacement]
internal sealed class PeerInstanceGrain : TreeGrain, IPeerInstanceGrain, IDisposable
{
    private readonly IGrainFactory _grains;
    private readonly GenerationTree _tree;
    private readonly EarlierEpochs _epochs;
    private readonly ReadCursors _reads;
    private readonly ForgottenLoads _forgotten;

    public PeerInstanceGrain(IGrainFactory grains, StateFactory states, ReadLimit reads, TimeProvider time, ILogger<PeerInstanceGrain> log)
        : base(states, "I", GenerationTree.TreesWithEpochs)
    {
        _grains = grains;
        _tree = new GenerationTree(State, time);
        _epochs = new EarlierEpochs(_tree, time);
        _reads = new ReadCursors(reads, time);
        _forgotten = new ForgottenLoads(
            this, grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey), _tree.StagedLoads, load => Unstage(load).AsTask(), log);
    }

    protected override long HeldGeneration => _tree.Generation;

    protected override bool IsIdle => _tree.IsIdle && _reads.Count == 0;

    private InstanceKey Key => InstanceKey.Parse(this.GetPrimaryKeyString());

    public ValueTask<Outcome> Store(KeyPath path, byte[] text, TextFormat format, long generation) =>
        _tree.Admits(generation) ? _tree.Store(path, text, format) : JoinAndStore(path, text, format, generation);

    public ValueTask<Outcome> Remove(KeyPath path, bool recursive, long generation)
    {
        LeaveIfIdle();
        return _tree.Remove(path, recursive, generation);
    }

    public ValueTask<TextRead> Get(KeyPath path)
    {
        LeaveIfIdle();
        return new(_tree.Get(path));
    }

    public ValueTask<TextRead> GetEarlier(KeyPath path, int epoch)
    {
        LeaveIfIdle();
        using var kept = _epochs.Snapshot();
        return new(EarlierEpochs.Find(kept.Root, epoch) is { } root ? GenerationTree.Get(root, path) : new(Outcome.NotFound, null, TextFormat.Plain));
    }

    public ValueTask<bool> Keeps(int epoch, long generation)
    {
        LeaveIfIdle();
        using var kept = _epochs.Snapshot();
        return new(_tree.Shows(generation) && EarlierEpochs.Find(kept.Root, epoch) is not null);
    }

    public ValueTask<ReadPage> ReadTree(KeyPath path, ReadOptions options)
    {
        LeaveIfIdle();
        return Open(options) is var (held, root) ? TreeReads.Node(_reads, held, root, path, options) : new(ReadPage.NotFound);
    }

    public ValueTask<ReadPage> ReadKeys(ReadOptions options, long generation)
    {
        LeaveIfIdle();
        if (!_tree.Shows(generation)) return new(Empty);
        if (Open(options) is not var (held, root)) return new(ReadPage.NotFound);
        if (options.Epoch is not null || !options.Epochs)
            return _reads.OpenPart(page => Rendering.Of(TreeJson.Keys(page, root.Walk(options.Level), options)), held);
        var kept = _epochs.Snapshot();
        return _reads.OpenPart(
            page => Rendering.Of(EpochsJson.Keys(page, root, kept.Root, options)), new TreeVersion([held, kept]));
    }

    public ValueTask<ReadPage> Find(FindQuery query, long generation)
    {
        LeaveIfIdle();
        if (!_tree.Shows(generation)) return new(Empty);
        var snapshot = _tree.Snapshot();
        var uri = Key.GetUri;
        return _reads.OpenPart(page => Rendering.Of(FindJson.Render(page, snapshot.Root, uri, query, query.Limit)), snapshot);
    }

    public ValueTask<ReadPage> ReadResults(long generation, bool epochs)
    {
        LeaveIfIdle();
        if (!_tree.Shows(generation)) return new(Empty);
        var snapshot = _tree.Snapshot();
        if (!epochs) return _reads.OpenPart(page => Rendering.Of(ClientResultsOf.Tree(page, snapshot.Root)), snapshot);
        var kept = _epochs.Snapshot();
        return _reads.OpenPart(
            page => Rendering.Of(EarlierEpochs.Of(kept.Root).Select(epoch => epoch.Root).Append(snapshot.Root)
                .SelectMany(root => ClientResultsOf.Tree(page, root))),
            new TreeVersion([snapshot, kept]));
    }

    public ValueTask<LockerStats> Stats(long generation)
    {
        LeaveIfIdle();
        return new(_tree.Shows(generation) ? new LockerStats(_tree.Data.TextCount, _tree.Data.Bytes, 0) : default);
    }

    public ValueTask Clear(long generation)
    {
        LeaveIfIdle();
        return _tree.Clear(generation);
    }

    public async ValueTask Drop(long generation)
    {
        await _tree.Drop(generation);
        LeaveIfIdle();
    }

    public ValueTask Reset(int ended, long generation)
    {
        LeaveIfIdle();
        if (!_tree.Admits(generation)) return default;
        _epochs.PutAway(ended);
        return _tree.Committed();
    }

    public async ValueTask<LockerStats> Advance(long ended, long next, long load)
    {
        var went = new LockerStats(_tree.WorkingTexts, _tree.WorkingBytes, 0);
        if (_tree.Advance(ended, next, load)) _epochs.Trim();
        await _tree.Committed();
        LeaveIfIdle();
        return went;
    }

    public async ValueTask Stage(long load, ImmutableArray<TreeEntry> entries, int? epoch)
    {
        _tree.Stage(load, entries, epoch is { } number ? EarlierEpochs.Key(number) : null);
        await _tree.Committed();
        _forgotten.Watch(ForgottenLoads.Interval);
    }

    public async ValueTask Unstage(long load)
    {
        _tree.Unstage(load);
        await _tree.Committed();
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

    private static ReadPage Empty { get; } = new(Outcome.Done, 0, 0, default, 0);

    protected override void Activated() => _forgotten.Watch(TimeSpan.Zero);

    protected override void Resolved() => _forgotten.Watch(ForgottenLoads.Interval);

    /// <summary>The tree that is asked for, and what holds it; null where that epoch is not kept.</summary>
    private (TreeSnapshot Held, TreeRoot Root)? Open(ReadOptions options)
    {
        var held = options.Epoch is null ? _tree.Snapshot() : _epochs.Snapshot();
        if (options.Epoch is not { } epoch) return (held, held.Root);
        if (EarlierEpochs.Find(held.Root, epoch) is { } root) return (held, root);
        held.Dispose();
        return null;
    }

    private async ValueTask<Outcome> JoinAndStore(KeyPath path, byte[] text, TextFormat format, long generation)
    {
        var key = Key;
        var joined = await _tree.Join(
            generation, () => Enlist(() => _grains.GetGrain<ILockerGrain>(key.Label).Announce(key.Peer, key.Instance, generation)));
        if (joined) return await _tree.Store(path, text, format);
        LeaveIfIdle();
        return Outcome.Closed;
    }
}
