using Lockers.Grains.Cluster;
using Lockers.Grains.Metrics;
using Lockers.Grains.State;
using Orleans.Runtime.Placement;

namespace Lockers.Grains.Activation;

/// <summary>
/// A grain whose state is trees. With a storage it recovers them from its journal when it is activated. Without one they last
/// as long as the activation, and are handed over to another node when this one stops.
/// </summary>
internal abstract class TreeGrain : Grain, IGrainMigrationParticipant
{
    private readonly StateFactory _states;
    private readonly string _kind;
    private IdleExit? _exit;
    private HandoverTicket? _ticket;
    private HeldGrains.Entry? _entry;

    /// <param name="states">Where states come from.</param>
    /// <param name="kind">A letter that tells grains of different kinds apart that have the same key.</param>
    /// <param name="trees">How many trees the state has.</param>
    /// <param name="feed">What tells followers of changes; null where there are none.</param>
    protected TreeGrain(StateFactory states, string kind, int trees, StateFeed? feed = null)
    {
        (_states, _kind) = (states, kind);
        State = states.Empty(trees, feed);
    }

    /// <summary>The state.</summary>
    protected JournaledState State { get; }

    /// <summary>Whether nothing would be lost if the grain went away.</summary>
    protected abstract bool IsIdle { get; }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var ticket = _ticket;
        _ticket = null;
        if (ticket is not null) await _states.Receive(State, ticket);
        await _states.Recover(State, _kind, Key, DeactivateOnIdle, Resolved);
        await Begin();
        _entry = _states.Enter(_kind, Key, () => HeldGeneration);
        if (ticket is not null) await _states.Received(ticket);
        if (this is IHasContent content) _states.Content.Add(content);
        Activated();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (this is IHasContent content) _states.Content.Remove(content);
        if (reason.ReasonCode == DeactivationReasonCode.ShuttingDown && !IsIdle && await _states.HandOver(State, _kind, Key, HeldGeneration) is { } ticket)
        {
            _ticket = ticket;
            RequestContext.Set(IPlacementDirector.PlacementHintKey, ticket.Node);
            this.MigrateOnIdle();
        }

        await _states.Leave(State, _kind, this.GetGrainId());
        if (_ticket is null) _entry?.Dispose();
        else _entry?.Leave();
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (_ticket is { } ticket) dehydrationContext.TryAddValue(HandoverTicket.Key, ticket);
    }

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.TryGetValue<HandoverTicket>(HandoverTicket.Key, out var ticket)) _ticket = ticket;
    }

    /// <summary>The generation that is held here, or 0. Read from other threads.</summary>
    protected virtual long HeldGeneration => 0;

    /// <summary>Asks who lists this grain, before it holds anything, so that it is found should that one be lost.</summary>
    /// <param name="ask">Gives the generation to begin, or 0 for none.</param>
    protected async ValueTask<long> Enlist(Func<ValueTask<long>> ask) =>
        await _states.Departure.Wait(_entry is { } entry ? entry.Ask(ask).AsTask() : ask().AsTask(), notMade: true);

    /// <summary>Puts into a state that is new what it always holds.</summary>
    protected virtual Task Begin() => Task.CompletedTask;

    /// <summary>Called when the grain is ready to serve. Nothing waits for what it begins.</summary>
    protected virtual void Activated()
    {
    }

    /// <summary>Called when an outcome that was in doubt is known: the committed state may hold what was reported as failed.</summary>
    protected virtual void Resolved()
    {
    }

    /// <summary>A grain that holds nothing must not stay for having been asked about: anyone can ask about anything.</summary>
    protected void LeaveIfIdle()
    {
        if (State.IsEmpty) (_exit ??= new IdleExit(this, () => IsIdle, () => State.IsEmpty)).Consider();
    }

    private string Key => this.GetGrainId().Key.ToString()!;

    /// <summary>Called when this activation is to go: what waits in it ends.</summary>
    protected virtual void Leaving()
    {
    }

    private new void DeactivateOnIdle()
    {
        Leaving();
        base.DeactivateOnIdle();
    }
}
