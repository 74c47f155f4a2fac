using System.Collections.Immutable;
using Lockers.Grains.Activation;
using Lockers.Grains.Cluster;
using Lockers.Grains.Events;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.Metrics;
using Lockers.Grains.Reading;
using Lockers.Grains.State;
using Lockers.Grains.Tree;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Peers;

/// <inheritdoc cref="IPeerInstanceGrain"/>
[KeepAlive, Immovable, Reentrant, EvenPlacement]
internal sealed partial class PeerInstanceGrain : GenerationGrain, IPeerInstanceGrain
{
    private readonly IGrainFactory _grains;
    private readonly EarlierEpochs _epochs;
    private readonly EventLog _events;
    private readonly ILogger _log;

    public PeerInstanceGrain(IGrainFactory grains, StateFactory states, ReadLimit reads, TimeProvider time, ILogger<PeerInstanceGrain> log)
        : base(grains, states, "I", GenerationTree.TreesWithEpochs, reads, time, log)
    {
        (_grains, _log) = (grains, log);
        _epochs = new EarlierEpochs(Tree, time);
        _events = new EventLog(Tree.Data, time);
    }

    public override ContentKind ContentKind => Key.Instance == IPeerInstanceGrain.Events ? ContentKind.Events : ContentKind.Instance;

    private InstanceKey Key => InstanceKey.Parse(this.GetPrimaryKeyString());

    public ValueTask<TextRead> GetEarlier(KeyPath path, int epoch)
    {
        LeaveIfIdle();
        using var kept = _epochs.Snapshot();
        return new(EarlierEpochs.Find(kept.Root, epoch) is { } root ? Tree.Get(root, path) : new(Outcome.NotFound, null, TextFormat.Plain));
    }

    public ValueTask<bool> Keeps(int epoch, long generation)
    {
        LeaveIfIdle();
        using var kept = _epochs.Snapshot();
        return new(Tree.Shows(generation) && EarlierEpochs.Find(kept.Root, epoch) is not null);
    }

    public ValueTask<ReadPage> ReadTree(KeyPath path, ReadOptions options)
    {
        LeaveIfIdle();
        return Open(options) is var (held, root) ? TreeReads.Node(Reads, held, root, path, options) : new(ReadPage.NotFound);
    }

    public ValueTask<ReadPage> ReadLevel(KeyPath? path, LevelQuery query)
    {
        LeaveIfIdle();
        return Tree.Shows(0) ? TreeReads.Level(Reads, Tree.Snapshot(), path, query) : new(ReadPage.NotFound);
    }

    public ValueTask<ReadPage> ReadKeys(ReadOptions options, long generation)
    {
        LeaveIfIdle();
        if (!Tree.Shows(generation)) return new(Empty);
        if (Open(options) is not var (held, root)) return new(ReadPage.NotFound);
        if (options.Epoch is not null || !options.Epochs)
            return Reads.OpenPart(page => Rendering.Of(TreeJson.Keys(page, root.Walk(options.Level), options)), held);
        var kept = _epochs.Snapshot();
        return Reads.OpenPart(
            page => Rendering.Of(EpochsJson.Keys(page, root, kept.Root, options)), new TreeVersion([held, kept]));
    }

    public ValueTask<ReadPage> Find(FindQuery query, long generation)
    {
        LeaveIfIdle();
        if (!Tree.Shows(generation)) return new(Empty);
        var snapshot = Tree.Snapshot();
        var uri = Key.GetUri;
        return Reads.OpenPart(page => Rendering.Of(FindJson.Render(page, snapshot.Root, uri, query, query.Limit)), snapshot);
    }

    public ValueTask<ReadPage> ReadExport(KeyPath? path, long generation)
    {
        LeaveIfIdle();
        if (!Tree.Shows(generation)) return new(Empty);
        var (snapshot, key) = (Tree.Snapshot(), Key);
        return Reads.OpenPart(page => Rendering.Of(new ExportLines(page, key.Peer, key.Instance).Render(snapshot.Root, path)), snapshot);
    }

    public ValueTask<ReadPage> ReadResults(long generation, bool epochs) => ReadResults(generation, epochs, countsOnly: false);

    public ValueTask<ReadPage> ReadCounts(long generation, bool epochs) => ReadResults(generation, epochs, countsOnly: true);

    public ValueTask<KeptEvent> AppendEvent(NewEvent happened, int most, long generation) =>
        Tree.Admits(generation) ? Append(happened, most) : JoinAndAppend(happened, most, generation);

    public ValueTask<EventPage> ReadEvents(EventFilter filter, EventCursor cursor, long generation)
    {
        LeaveIfIdle();
        return Tree.Shows(generation) ? EventPages.Read(Tree.Snapshot(), filter, _events.Cursor(cursor)) : new(EventPage.Empty);
    }

    public ValueTask<LockerStats> Stats(long generation)
    {
        LeaveIfIdle();
        return new(Tree.Stats(generation));
    }

    public ValueTask Clear(long generation)
    {
        LeaveIfIdle();
        return Tree.Clear(generation);
    }

    public async ValueTask Drop(long generation)
    {
        await Tree.Drop(generation);
        _events.Renew();
        LeaveIfIdle();
    }

    public ValueTask Reset(int ended, long generation)
    {
        LeaveIfIdle();
        if (!Tree.Admits(generation)) return default;
        _epochs.PutAway(ended);
        return Tree.Committed();
    }

    public async ValueTask<LockerStats> Advance(long ended, long next, long load)
    {
        var went = Key.Instance == IPeerInstanceGrain.Events ? default : Tree.WorkingStats;
        if (Tree.Advance(ended, next, load)) _epochs.Trim();
        _events.Renew();
        await Tree.Committed();
        LeaveIfIdle();
        return went;
    }

    public async ValueTask Stage(long load, ImmutableArray<TreeEntry> entries, int? epoch)
    {
        Tree.Stage(load, entries, epoch is { } number ? EarlierEpochs.Key(number) : null);
        await Tree.Committed();
        Staged();
    }

    private static ReadPage Empty { get; } = new(Outcome.Done, 0, 0, default, 0);

    private ValueTask<ReadPage> ReadResults(long generation, bool epochs, bool countsOnly)
    {
        LeaveIfIdle();
        if (!Tree.Shows(generation)) return new(Empty);
        var snapshot = Tree.Snapshot();
        if (!epochs) return Reads.OpenPart(page => Rendering.Of(ClientResultsOf.Tree(page, snapshot.Root, countsOnly)), snapshot);
        var kept = _epochs.Snapshot();
        return Reads.OpenPart(
            page => Rendering.Of(EarlierEpochs.Of(kept.Root).Select(epoch => epoch.Root).Append(snapshot.Root)
                .SelectMany(root => ClientResultsOf.Tree(page, root, countsOnly))),
            new TreeVersion([snapshot, kept]));
    }

    /// <summary>The tree that is asked for, and what holds it; null where that epoch is not kept.</summary>
    private (TreeSnapshot Held, TreeRoot Root)? Open(ReadOptions options)
    {
        var held = options.Epoch is null ? Tree.Snapshot() : _epochs.Snapshot();
        if (options.Epoch is not { } epoch) return (held, held.Root);
        if (EarlierEpochs.Find(held.Root, epoch) is { } root) return (held, root);
        held.Dispose();
        return null;
    }

    protected override ValueTask<bool> Join(long generation) => Tree.Join(generation, () => Announce(generation));

    private ValueTask<long> Announce(long generation)
    {
        var key = Key;
        return Enlist(() => _grains.GetGrain<ILockerGrain>(key.Label).Announce(key.Peer, key.Instance, generation));
    }

    protected override ValueTask DropStaged(long load)
    {
        Tree.Unstage(load);
        return Tree.Committed();
    }

    private async ValueTask<KeptEvent> Append(NewEvent happened, int most)
    {
        State.DemandServing();
        State.DemandRoom();
        var dropped = _events.Dropped;
        var number = _events.Append(happened, most);
        if (_events.Dropped != dropped && long.IsPow2(_events.Dropped)) LogDropped(Key.Label, Key.Peer, most, _events.Dropped);
        await Tree.Committed();
        return new(Outcome.Done, number);
    }

    private async ValueTask<KeptEvent> JoinAndAppend(NewEvent happened, int most, long generation)
    {
        LeaveIfIdle();
        var isRegistered = true;

        // Asked within the join, so that the grain does not go before it holds what it says that it has kept.
        var joined = await Tree.Join(generation, async () =>
        {
            isRegistered = await _grains.GetGrain<IPeerGrain>(Key.Peer).IsRegistered();
            return isRegistered ? await Announce(generation) : 0;
        });
        return !isRegistered ? new(Outcome.NotFound, 0) : !joined ? new(Outcome.Closed, 0) : await Append(happened, most);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Locker {Label}: peer {Peer} has more than {Most} events, and the oldest are dropped; so far {Dropped}")]
    private partial void LogDropped(string label, string peer, int most, long dropped);
}
