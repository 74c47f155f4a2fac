using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.State;

/// <summary>
/// A tree that belongs to one generation of a locker at a time. Generations only grow, so whatever was meant for a generation that has ended is
/// known by its number, however late it arrives. The generation is part of the state, and so is what loads have staged.
/// </summary>
internal sealed class GenerationTree
{
    /// <summary>How many trees the state has: the data, the meta with the generation, and what is staged, below the load's number.</summary>
    public const int Trees = 3;

    /// <summary>How many it has where earlier epochs are kept: <see cref="Epochs"/> too.</summary>
    public const int TreesWithEpochs = 4;

    // As it stands in journals: another one would make what they hold look like no generation's.
    private const string GenerationKey = "life";

    /// <summary>The path at which the generation is, in the meta.</summary>
    internal static ReadOnlySpan<byte> GenerationPath => "life"u8;

    /// <summary>The generation that the text at <see cref="GenerationPath"/> says.</summary>
    internal static long GenerationOf(byte[] text) => BinaryPrimitives.ReadInt64LittleEndian(text);

    // Each of them met a generation that ended while its number was on its way.
    private const int MaxTries = 100;

    private readonly JournaledState _state;
    private readonly TimeProvider _time;
    private long _generation;
    private long _committedGeneration;
    private long _ended;
    private int _joining;
    private int _drops;

    public GenerationTree(JournaledState state, TimeProvider time)
    {
        (_state, _time) = (state, time);
        Data = state[0];
        Meta = state[1];
        Staged = state[JournaledState.Staged];
        Epochs = state.Count > JournaledState.Epochs ? state[JournaledState.Epochs] : null;
        state.Moved = ReadGenerations;
    }

    /// <summary>The tree itself.</summary>
    public StateTree Data { get; }

    /// <summary>What the grain keeps of the present generation beside it; the key <c>generation</c> is taken.</summary>
    public StateTree Meta { get; }

    /// <summary>What loads have put aside: the data below the load's number, and what else the grain puts there.</summary>
    public StateTree Staged { get; }

    /// <summary>What the tree held in earlier epochs of the present generation, each below its key; null where none are kept.</summary>
    public StateTree? Epochs { get; }

    /// <summary>The root that readers see.</summary>
    /// <exception cref="StorageUnavailableException">Another node may hold this grain by now.</exception>
    public TreeRoot Root => Shows(0) ? Data.RootNow(_time) : default;

    /// <summary>The present generation, or 0 for none.</summary>
    public long Generation => _generation > _ended ? _generation : 0;

    /// <summary>The generation whose tree readers see, or 0 for none: then there is nothing to see.</summary>
    public long VisibleGeneration => _committedGeneration > _ended ? _committedGeneration : 0;

    /// <summary>The generation that is committed, or 0 for none; it may be over already.</summary>
    public long CommittedGeneration => _committedGeneration;

    /// <summary>Whether the generation that is committed is about to give way to another, or to none.</summary>
    public bool IsChanging => _generation != _committedGeneration || (_committedGeneration != 0 && _committedGeneration <= _ended);

    /// <summary>How much is held, with what is not committed yet and with earlier epochs.</summary>
    public LockerStats WorkingStats => Data.WorkingStats.Plus(Epochs?.WorkingStats ?? default);

    /// <summary>Whether nothing would be lost if this were forgotten.</summary>
    public bool IsIdle => _joining == 0 && _state.IsEmpty;

    /// <summary>Whether a change that is meant for that generation (0: any) can be made now.</summary>
    public bool Admits(long generation) => Generation is var present && present != 0 && (generation == 0 || generation == present);

    /// <summary>Whether what a reader sees is of that generation (0: any).</summary>
    /// <exception cref="StorageUnavailableException">Another node may hold this grain by now.</exception>
    public bool Shows(long generation)
    {
        _state.DemandServing();
        return VisibleGeneration is var visible && visible != 0 && (generation == 0 || generation == visible);
    }

    /// <summary>How much readers see, where it is of that generation (0: any); else nothing.</summary>
    public LockerStats Stats(long generation) => Shows(generation) ? Data.Stats : default;

    /// <summary>
    /// Makes sure that a generation has begun, and says whether it is one that is meant (0: any). A generation that is given out may be
    /// over when it arrives here: then another is asked for. One that is older than what is meant is over.
    /// </summary>
    /// <param name="generation">The generation that is meant.</param>
    /// <param name="ask">Asks for the present generation; 0 when the one that is meant is over.</param>
    public async ValueTask<bool> Join(long generation, Func<ValueTask<long>> ask)
    {
        _joining++;
        try
        {
            for (var tries = 0; Generation == 0 || Generation < generation; tries++)
            {
                var drops = _drops;
                var given = await ask();
                if (given == 0 || tries == MaxTries) return false;

                // The locker may list this no longer, if it was dropped while the answer was on its way.
                if (drops == _drops && Generation < given && given > _ended) Begin(given);
            }

            return Admits(generation);
        }
        finally
        {
            _joining--;
        }
    }

    /// <summary>From now on nothing is seen or changed of generations up to one. The state itself changes with <see cref="Advance"/>.</summary>
    public void End(long ended) => _ended = Math.Max(_ended, ended);

    /// <summary>Ends every generation up to one, with its tree, and begins the next (0: none) with what a load staged (0: nothing).</summary>
    /// <returns>Whether the next generation begins with this.</returns>
    public bool Advance(long ended, long next, long load)
    {
        End(ended);
        var begins = next > _ended && _generation < next;
        if (begins) Begin(next);
        else if (_generation != 0 && _generation <= ended) Forget();
        if (!begins || load == 0) return begins;
        _state.Apply(0, Mutation.Take(StagedPath(load), Now));
        if (Epochs is not null) _state.Apply(JournaledState.Epochs, Mutation.Take(StagedEpochsPath(load), Now));
        Expires?.Invoke();
        return begins;
    }

    /// <summary>Puts nodes of a tree aside that becomes this one when the load is committed.</summary>
    /// <param name="load">The load.</param>
    /// <param name="entries">The nodes.</param>
    /// <param name="epoch">The key of the earlier epoch that they are of; null for the tree itself.</param>
    public void Stage(long load, ImmutableArray<TreeEntry> entries, string? epoch = null)
    {
        _state.DemandServing();
        _state.DemandRoom();
        byte[] prefix = epoch is null ? StagedPath(load) : [.. StagedEpochsPath(load), KeyPath.Separator, .. KeyPath.Of(epoch).Utf8];
        foreach (var entry in entries)
        {
            byte[] path = [.. prefix, KeyPath.Separator, .. entry.Path.Utf8];
            Staged.Apply(Mutation.Restore(path, entry.Text, entry.Format, entry.First, entry.Last) with { Expires = entry.Expires });
        }
    }

    /// <summary>The loads that have something put aside here.</summary>
    public List<long> StagedLoads()
    {
        var loads = new HashSet<long>();
        var walker = Staged.Working.Walk(maxDepth: 1);
        while (walker.MoveNext())
        {
            var key = Encoding.UTF8.GetString(walker.Node.Key);
            if (long.TryParse(key[(key.LastIndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var load)) loads.Add(load);
        }

        return [.. loads];
    }

    /// <summary>Forgets what a load staged.</summary>
    public void Unstage(long load)
    {
        Staged.Apply(Mutation.RemoveTree(StagedPath(load), Now));
        Staged.Apply(Mutation.RemoveTree(StagedEpochsPath(load), Now));
    }

    /// <summary>Completes when every change so far would survive.</summary>
    public ValueTask Committed() => _state.Committed();

    /// <summary>Stores a text in the present generation, if the terms' condition holds.</summary>
    public ValueTask<TextChange> Store(KeyPath path, byte[] text, TextFormat format, StoreTerms? terms = null)
    {
        _state.DemandServing();
        _state.DemandRoom();
        if (terms?.Condition is { } condition && WorkingText(path) is var current && !condition.Holds(current)) return Unmet(current);
        var now = Now;
        ForgetOverdue(path, now);
        var ttl = terms?.Ttl.Ticks ?? 0;
        Data.Apply(Mutation.Store(path.Utf8, text, format, now) with { Expires = ttl == 0 ? 0 : now + ttl });
        if (ttl != 0) Expires?.Invoke();
        return _state.Done(new TextChange(Outcome.Done, new(Generation, _state.Revision)));
    }

    /// <summary>Stores many texts in the present generation: see <see cref="ILockerGrain.Import"/>.</summary>
    public ValueTask<Outcome> Import(ImmutableArray<TreeEntry> entries)
    {
        _state.DemandServing();
        _state.DemandRoom();
        var (now, expires) = (Now, false);
        foreach (var (path, text, first, last, format, expiry) in entries)
        {
            ForgetOverdue(path, now);
            var latest = last != 0 ? last : first != 0 ? now : 0;
            var change = latest == 0
                ? Mutation.Store(path.Utf8, text!, format, now)
                : Mutation.Import(path.Utf8, text!, format, first == 0 ? latest : Math.Min(first, latest), latest, now);
            Data.Apply(change with { Expires = expiry });
            expires |= expiry != 0;
        }

        if (expires) Expires?.Invoke();
        return _state.Done();
    }

    /// <summary>Removes the text at exactly a key of the present generation, if that is the one that is meant (0: any) and a condition holds.</summary>
    public ValueTask<TextChange> RemoveIf(KeyPath path, TextCondition condition, long generation)
    {
        if (!HasNothingOf(generation) && !Admits(generation)) return new(new TextChange(Outcome.Closed, default));
        _state.DemandServing();
        var current = HasNothingOf(generation) ? null : WorkingText(path);
        if (!condition.Holds(current)) return Unmet(current);
        if (current is not null) Data.Apply(Mutation.Remove(path.Utf8, Now));
        return _state.Done(default(TextChange));
    }

    /// <summary>Whether nothing can be stored here of a generation that may be present elsewhere (0: any).</summary>
    public bool HasNothingOf(long generation) => Generation == 0 ? generation == 0 || generation > _ended : generation > Generation;

    /// <summary>Called when something that expires may have come.</summary>
    public Action? Expires { get; set; }

    /// <summary>At most the time (UTC ticks) at which the first text expires; <see cref="long.MaxValue"/> where none does.</summary>
    public long EarliestExpiry => Data.EarliestExpiry;

    /// <summary>Removes some of the texts that have expired.</summary>
    /// <returns>Whether there may be more.</returns>
    /// <exception cref="StorageUnavailableException">Nothing can be changed now.</exception>
    public bool ExpireSome(int most)
    {
        var now = Now;
        if (Data.EarliestExpiry > now) return false;
        _state.DemandServing();
        var overdue = Data.FindOverdue(now, most);
        foreach (var path in overdue.Paths) Data.Apply(Mutation.Expire(path, now));
        return overdue.IsCut || overdue.Paths.Count > 0;
    }

    /// <summary>Removes from the present generation, if it is the one that is meant (0: any).</summary>
    public ValueTask<Outcome> Remove(KeyPath path, bool recursive, long generation)
    {
        if (Generation == 0) return new(Outcome.Done);
        if (!Admits(generation)) return new(Outcome.Closed);
        _state.DemandServing();
        Data.Apply(recursive ? Mutation.RemoveTree(path.Utf8, Now) : Mutation.Remove(path.Utf8, Now));
        return _state.Done();
    }

    /// <summary>Empties the tree, its earlier epochs too, in that generation only.</summary>
    public ValueTask Clear(long generation)
    {
        if (!Admits(generation)) return default;
        Data.Apply(Mutation.Clear(Now));
        Epochs?.Apply(Mutation.Clear(Now));
        return Committed();
    }

    /// <summary>Drops the tree, in that generation only: the next store makes the grain join again, and may join the same generation.</summary>
    public ValueTask Drop(long generation)
    {
        _drops++;
        if (!Admits(generation)) return default;
        Forget();
        return Committed();
    }

    /// <summary>Empties the tree, and keeps what it held as an earlier epoch under a key. Only where those are kept.</summary>
    /// <returns>Whether it held anything.</returns>
    public bool PutAway(string epoch) => _state.Apply(JournaledState.Epochs, Mutation.PutAway(KeyPath.Of(epoch).Utf8, Now));

    /// <summary>What readers see, as long as it is held.</summary>
    /// <exception cref="StorageUnavailableException">Another node may hold this grain by now.</exception>
    public TreeSnapshot Snapshot() => Shows(0) ? Data.SnapshotNow(_time) : new LockerTree().Snapshot();

    /// <summary>What readers see of <see cref="Meta"/>, as long as it is held.</summary>
    /// <exception cref="StorageUnavailableException">Another node may hold this grain by now.</exception>
    public TreeSnapshot MetaSnapshot() => Shows(0) ? Meta.Snapshot() : new LockerTree().Snapshot();

    /// <summary>The text at a key.</summary>
    public TextRead Get(KeyPath path) => Get(Root, path);

    /// <summary>The text at a key of a tree of the generation that readers see.</summary>
    public TextRead Get(TreeRoot root, KeyPath path)
    {
        if (!root.TryFind(path.Utf8, out var node)) return new(Outcome.NotFound, null, TextFormat.Plain);
        return node.Text is { } text
            ? new(Outcome.Done, text, node.Format, new(_committedGeneration, node.TextRevision))
            : new(Outcome.Branch, null, TextFormat.Plain);
    }

    // Which text a change decides by; null for none.
    private ChangeId? WorkingText(KeyPath path) =>
        Generation != 0 && Data.WorkingNow(_time).TryFind(path.Utf8, out var node) && node.Text is not null ? new(Generation, node.TextRevision) : null;

    // What is stored where a text has expired is a new key.
    private void ForgetOverdue(KeyPath path, long now)
    {
        if (Data.EarliestExpiry > now || !Data.Working.TryFind(path.Utf8, out var node) || !Overdue.Is(node.Expires, now)) return;
        Data.Apply(Mutation.Expire(path.Utf8, now));
    }

    /// <summary>Refuses a change whose condition does not hold where nothing is; not before it is sure that nothing is.</summary>
    public ValueTask<TextChange> RefuseForNothing()
    {
        _state.DemandServing();
        return Unmet(null);
    }

    // What was found may not be committed yet, and nobody is to hear of it before.
    private async ValueTask<TextChange> Unmet(ChangeId? current)
    {
        try
        {
            await Committed();
        }
        catch (StorageUnavailableException error)
        {
            throw new StorageUnavailableException(error.Message, notMade: true);
        }

        return new(Outcome.Unmet, current ?? default);
    }

    private long Now => _time.GetUtcNow().UtcTicks;

    private static byte[] StagedEpochsPath(long load) => KeyPath.Of(string.Create(CultureInfo.InvariantCulture, $"epochs-{load}")).Utf8;

    private static byte[] StagedPath(long load) => KeyPath.Of(load.ToString(CultureInfo.InvariantCulture)).Utf8;

    private void Begin(long generation)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, generation);
        Empty();
        Meta.Put(GenerationKey, bytes, Now);
        Changed(generation);
    }

    private void Forget()
    {
        Empty();
        Changed(0);
    }

    private void Empty()
    {
        Data.Apply(Mutation.Clear(Now));
        Epochs?.Apply(Mutation.Clear(Now));
        Meta.Apply(Mutation.Clear(Now));
    }

    private void Changed(long generation)
    {
        _generation = generation;
        if (_state.CommittedVersion is null) _committedGeneration = generation;
    }

    private void ReadGenerations()
    {
        _generation = Read(Meta.Working);
        _committedGeneration = _state.CommittedVersion is { } version ? Read(version[1].Root) : _generation;
    }

    private static long Read(TreeRoot meta) => StateTree.Text(meta, GenerationKey) is { } bytes ? GenerationOf(bytes) : 0;
}
