using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.State;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>One activation of a grain, and what may have become of what it did.</summary>
internal sealed class SimulatedOwner : IServingLease
{
    private readonly SimulatedStorage _shared;
    private readonly SteppedScheduler _scheduler;
    private readonly TimeProvider _time;
    private readonly JournalLimits _limits;

    // The state it began with, and behind it the one after each group of changes.
    private readonly List<(StateModel State, string Text, long Revision)> _states = [];

    // What may be committed here, once there is a later owner.
    private HashSet<string>? _allowed;
    private int _committed;
    private bool _reverted;

    internal SimulatedOwner(SimulatedStorage shared, SteppedScheduler scheduler, TimeProvider time, JournalLimits limits, int readsAtOnce = 1)
    {
        (_shared, _scheduler, _time, _limits) = (shared, scheduler, time, limits);
        Storage = new OwnerStorage(shared, Id) { ReadsAtOnce = readsAtOnce };
        State = new JournaledState(4, this);
    }

    internal Guid Id { get; } = Guid.NewGuid();

    internal OwnerStorage Storage { get; }

    internal JournaledState State { get; }

    /// <summary>How often its calls are decided about, next to other owners'.</summary>
    internal int Speed { get; init; } = 1;

    /// <summary>Whether there was a journal when it recovered, which it took over.</summary>
    internal bool TookOver { get; private set; }

    internal bool IsReady { get; private set; }

    internal bool IsLeaving { get; private set; }

    internal bool IsFenced { get; private set; }

    /// <summary>Whether its state can be emptied: it must be told from what it began with.</summary>
    internal bool CanEmpty => _states[0].Text.Length > 0;

    /// <summary>Whether readers saw anything new here.</summary>
    internal bool HasCommitted => _committed > 0;

    internal int Acknowledged { get; private set; }

    internal int Refused { get; private set; }

    internal string Committed => StateText.Of(State.CommittedVersion!);

    internal StateModel LastState => _states[^1].State;

    public string Node => Id.ToString();

    public bool IsValid { get; set; } = true;

    public Task WaitOut(string node) => Task.CompletedTask;

    /// <summary>Recovers, and tells when it has.</summary>
    internal Task Begin(Func<string, StateModel> recovered) => _scheduler.Start(async () =>
    {
        await State.Recover(Storage, new JournalOwner(SimulatedStorage.Journal, Id, Node), new JournalEvents(() => IsFenced = true), _time, _limits);
        if (Storage.IsDead) return;
        TookOver = _shared.OwnedBy(Id) is not null;
        var state = recovered(Committed);

        // What it saw of a journal that was erased while it recovered went with that one.
        _states.Add((state, state.ToString(), TookOver ? State.Revision : 0));

        // Another owner may have come before this one knew that it has recovered.
        if (TookOver && _shared.OwnedBy(Id) != _shared.Stored?.Owner) Supersede(state.ToString());
        State.EarlierOwnersEnded();
        State.Moved = Moved;
        IsReady = true;
    });

    /// <summary>Makes changes that belong together, and checks what it is told of them.</summary>
    internal Task Change(List<(int Tree, Mutation Change)> changes) => _scheduler.Start(async () =>
    {
        var (before, revision) = (StateText.Of(State.Mark()), State.Revision);
        try
        {
            foreach (var (tree, change) in changes)
            {
                var changed = State.Apply(tree, change);
                Assert.True(State.Revision > revision == changed && State.Revision >= revision, "a revision was given out twice");
                revision = State.Revision;
            }
        }
        catch (StorageUnavailableException refusal)
        {
            Refused++;
            Assert.True(refusal.NotMade);
            Assert.Equal(before, StateText.Of(State.Mark()));
            return;
        }

        if (_reverted) _states.RemoveRange(_committed + 1, _states.Count - _committed - 1);
        _reverted = false;
        var state = changes.Aggregate(LastState, (model, change) => model.With(change));
        Assert.Equal(state.ToString(), StateText.Of(State.Mark()));
        if (state.ToString() != _states[^1].Text) _states.Add((state, state.ToString(), revision));
        var at = _states.Count - 1;
        try
        {
            await State.Committed();
        }
        catch (StorageUnavailableException)
        {
            return;
        }

        if (Storage.IsDead) return;
        Acknowledged++;
        Assert.True(at <= _committed, "what was acknowledged is not committed");
        Assert.True(_allowed?.Contains(_states[at].Text) != false, "an owner acknowledged what its successor has not");
    });

    internal Task Leave()
    {
        IsLeaving = true;
        return _scheduler.Start(State.Leave);
    }

    internal void Die() => Storage.IsDead = true;

    /// <summary>The state that a successor found, if it can be this owner's last.</summary>
    internal StateModel? Possible(string text)
    {
        if (_states.Count == 0) return null;
        var at = _states.FindLastIndex(state => state.Text == text);
        return at >= _committed ? _states[at].State : null;
    }

    /// <summary>The highest revision of that state.</summary>
    internal long RevisionOf(string text) => _states.FindLast(state => state.Text == text).Revision;

    /// <summary>A successor has found that state: nothing later can be committed here.</summary>
    internal void Supersede(string text)
    {
        var at = _states.FindLastIndex(state => state.Text == text);
        _allowed ??= [.. _states.Take(at + 1).Select(state => state.Text)];
    }

    private void Moved()
    {
        if (Storage.IsDead) return;
        var text = Committed;
        var at = _states.FindLastIndex(state => state.Text == text);
        Assert.True(at >= _committed, $"readers went back from {_states[_committed].Text} to {text}");
        Assert.True(_allowed?.Contains(text) != false, "readers see what the successor has not");
        _committed = at;
        _reverted |= StateText.Of(State.Mark()) == text && at < _states.Count - 1;
    }
}
