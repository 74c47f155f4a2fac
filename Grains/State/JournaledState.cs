using System.Runtime.CompilerServices;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.Journal.Storage;
using Lockers.Grains.Metrics;
using Lockers.Grains.Tree;

namespace Lockers.Grains.State;

/// <summary>
/// The trees that are a grain's whole state. In memory that is all. With a journal, changes are added to it as they are
/// applied, and readers see the version that is committed, which trails the working one. Every change has a revision, which is given out here.
/// </summary>
internal sealed class JournaledState : IJournaled
{
    /// <summary>The tree that a <see cref="MutationKind.Take"/> takes from.</summary>
    public const int Staged = 2;

    /// <summary>The tree that a <see cref="MutationKind.PutAway"/> puts the first one into.</summary>
    public const int Epochs = 3;

    private readonly LockerTree[] _trees;
    private readonly StateTree[] _states;
    private readonly IServingLease? _lease;
    private Journal.Journal? _journal;

    /// <summary>An empty one.</summary>
    /// <param name="trees">How many trees, 1 to 4.</param>
    /// <param name="lease">Whether it may be served; null where nobody else could.</param>
    public JournaledState(int trees, IServingLease? lease = null)
    {
        var group = new TreeGroup();
        _lease = lease;
        _trees = [.. Enumerable.Range(0, trees).Select(_ => new LockerTree(group))];
        _states = [.. _trees.Select((tree, index) => new StateTree(this, tree, index))];
    }

    /// <summary>How many trees there are.</summary>
    public int Count => _trees.Length;

    /// <summary>One of the trees.</summary>
    public StateTree this[int tree] => _states[tree];

    /// <summary>Called after the committed or the working state moved by itself: with a batch that was committed, or taken back.</summary>
    public Action? Moved { get; set; }

    /// <summary>What tells of changes to those who follow them; null where nobody can.</summary>
    public StateFeed? Feed { get; init; }

    /// <summary>The revision up to which everything is committed that ever will be.</summary>
    public long CommittedRevision => CommittedVersion?.Revision ?? Revision;

    /// <summary>What readers see; null where that is the working state.</summary>
    public TreeVersion? CommittedVersion { get; private set; }

    /// <inheritdoc/>
    public bool MayServe => _lease is not { IsValid: false } && _journal is not { IsFenced: true };

    /// <inheritdoc/>
    public bool IsEmpty => Array.TrueForAll(_trees, tree => tree.Root.IsEmpty);

    /// <summary>Whether the outcome of a change is not known: what is committed may turn out to be more.</summary>
    public bool IsInDoubt => _journal is { IsInDoubt: true };

    /// <summary>To be called before a text is taken in: see <see cref="Journal.Journal.DemandRoom"/>.</summary>
    public void DemandRoom() => _journal?.DemandRoom();

    /// <summary>To be called before anything is read for somebody, or changed.</summary>
    /// <exception cref="StorageUnavailableException">Another node may hold this grain by now.</exception>
    public void DemandServing()
    {
        if (!MayServe) throw NotServing(notMade: true);
    }

    /// <summary>
    /// The highest revision that was given out: strictly increasing, in ticks (UTC), whatever the clock does. It outlasts restarts and moves, and
    /// a change that is taken back keeps its own.
    /// </summary>
    public long Revision { get; private set; }

    /// <summary>Puts a journal under an empty state, with what it holds already.</summary>
    /// <param name="storage">Where it is kept.</param>
    /// <param name="owner">This activation.</param>
    /// <param name="events">What it is to tell.</param>
    /// <param name="time">The clock.</param>
    /// <param name="limits">When it is compacted; null for <see cref="JournalLimits.Default"/>.</param>
    /// <param name="measured">What is measured; null where nothing is.</param>
    /// <returns>
    /// The nodes that may still answer for it, if they have not noticed that they were taken for dead. <see cref="EarlierOwnersEnded"/> is called when they
    /// cannot any more, and before anything is applied.
    /// </returns>
    public async Task<IReadOnlyList<string>> Recover(
        IJournalStorage storage, JournalOwner owner, JournalEvents events, TimeProvider time, JournalLimits? limits = null, GrainInstruments? measured = null)
    {
        var calls = new JournalCalls(storage, owner.Journal, time, measured);
        var recovered = await new JournalRecovery(calls, owner, this).Run();
        _journal = new Journal.Journal(calls, this, owner, recovered, events, limits ?? JournalLimits.Default);
        Commit(Mark());
        return recovered.PreviousNodes;
    }

    /// <summary>Says that no earlier owner can answer any more.</summary>
    public void EarlierOwnersEnded() => _journal?.EarlierOwnersEnded();

    /// <summary>Ends the journal, if there is one: see <see cref="Journal.Journal.Leave"/>.</summary>
    public Task Leave() => _journal?.Leave() ?? Task.CompletedTask;

    /// <summary>Completes when no compaction is under way.</summary>
    public Task Compacted => _journal?.Compacted ?? Task.CompletedTask;

    /// <summary>Why the journal could not be compacted, if it could not.</summary>
    public Exception? CompactionFailure => _journal?.CompactionFailure;

    /// <summary>
    /// Applies a change: the one way for a live one. It gets the next revision: its own time, or the one behind the last where the clock has not
    /// come that far. Changes that are applied without waiting in between are accepted or refused together:
    /// that depends on nothing that time alone changes.
    /// </summary>
    /// <returns>Whether anything changed.</returns>
    /// <exception cref="StorageUnavailableException">No change is accepted now; nothing was changed.</exception>
    public bool Apply(int tree, in Mutation m)
    {
        _journal?.Demand();

        // What is put back is as it was, and no change of its own.
        if (m.Kind == MutationKind.Restore) return Add(tree, m);
        var revision = Math.Max(m.Revision, Revision + 1);
        if (!Add(tree, m.Kind == MutationKind.Import ? m with { Restored = new(revision, revision) } : m with { First = revision, Last = revision })) return false;
        Revision = revision;
        if (_journal is null) Feed?.Committed();
        return true;
    }

    /// <summary>
    /// Completes when everything that was applied so far would survive. What belongs together is applied without waiting in
    /// between, and this is called behind it.
    /// </summary>
    /// <exception cref="StorageUnavailableException">It is not known whether it would.</exception>
    public ValueTask Committed() =>
        _journal is { } journal ? new(journal.Committed()) : MayServe ? default : ValueTask.FromException(NotServing(notMade: false));

    /// <summary>Does as <see cref="Committed"/> does, and says that it is done.</summary>
    public ValueTask<Outcome> Done() =>
        _journal is { } journal ? new(journal.Committed()) : MayServe ? new(Outcome.Done) : ValueTask.FromException<Outcome>(NotServing(notMade: false));

    /// <summary>Does as <see cref="Committed"/> does, and gives what was done.</summary>
    public ValueTask<TextChange> Done(TextChange change) =>
        _journal is { } journal ? Done(journal, change) : MayServe ? new(change) : ValueTask.FromException<TextChange>(NotServing(notMade: false));

    /// <inheritdoc/>
    public TreeVersion Mark() => new(Array.ConvertAll(_trees, tree => tree.Snapshot()), Revision);

    /// <summary>Lets revisions go on behind one that was given out elsewhere.</summary>
    public void GoOnBehind(long revision) => Revision = Math.Max(Revision, revision);

    /// <inheritdoc/>
    public void Clear(long revision)
    {
        foreach (var tree in _trees) tree.Apply(Mutation.Clear());
        GoOnBehind(revision);
        Feed?.Forget(revision);
    }

    /// <inheritdoc/>
    public void Commit(TreeVersion version)
    {
        CommittedVersion?.Dispose();
        CommittedVersion = version;
        Moved?.Invoke();
        Feed?.Committed();
    }

    /// <inheritdoc/>
    public void Revert()
    {
        for (var tree = 0; tree < _trees.Length; tree++) _trees[tree].RevertTo(CommittedVersion![tree]);
        Feed?.TakeBack(CommittedVersion!.Revision, Revision);
        Moved?.Invoke();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Replay(ReadOnlySpan<byte> entries)
    {
        var reader = new EntryReader(entries);
        while (reader.MoveNext())
        {
            var highest = reader.Mutation.Kind == MutationKind.Take ? Math.Max(reader.Tree, Staged) : reader.Tree;
            if (highest >= _trees.Length) throw new InvalidDataException($"A record is for tree {highest} of {_trees.Length}.");
            if (reader.Mutation.Kind == MutationKind.PutAway && reader.Tree != Epochs)
                throw new InvalidDataException($"A record puts something away into tree {reader.Tree}.");
            Change(reader.Tree, reader.Mutation);
            if (reader.Mutation.Kind != MutationKind.Restore) GoOnBehind(reader.Mutation.Revision);
        }
    }

    // One of these waits for each durable store.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<TextChange> Done(Journal.Journal journal, TextChange change)
    {
        await journal.Committed();
        return change;
    }

    private static StorageUnavailableException NotServing(bool notMade) => new("This node cannot show that it is still a member.", notMade);

    private bool Add(int tree, in Mutation m)
    {
        var changes = Change(tree, m);
        if (changes) _journal?.Add(tree, m);
        return changes;
    }

    private bool Change(int tree, in Mutation m)
    {
        var changes = Changes(tree, m);
        if (changes && Feed is { } feed) feed.Note(tree, m, _trees[0].Root);
        return changes;
    }

    private bool Changes(int tree, in Mutation m)
    {
        switch (m.Kind)
        {
            case MutationKind.Take:
                _trees[tree].Take(_trees[Staged], m.Path);
                return true;
            case MutationKind.PutAway:
                return _trees[tree].PutAway(_trees[0], m);
            default:
                return _trees[tree].Apply(m);
        }
    }
}
