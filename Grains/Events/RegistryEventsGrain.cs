using Lockers.Grains.Activation;
using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Events;

/// <inheritdoc cref="IRegistryEventsGrain"/>
[KeepAlive, Immovable, Reentrant, EvenPlacement]
internal sealed class RegistryEventsGrain : TreeGrain, IRegistryEventsGrain
{
    private readonly TimeProvider _time;
    private readonly EventLog _events;

    public RegistryEventsGrain(StateFactory states, TimeProvider time)
        : base(states, "E", trees: 1)
    {
        _time = time;
        _events = new EventLog(State[0], time);
    }

    protected override bool IsIdle => State.IsEmpty;

    public async ValueTask Append(NewEvent happened, int most, long generation)
    {
        State.DemandServing();
        State.DemandRoom();
        _events.Append(happened, most, generation);
        await State.Committed();
    }

    public ValueTask<EventPage> Read(EventFilter filter, EventCursor cursor, long generation)
    {
        LeaveIfIdle();
        return EventPages.Read(State[0].Snapshot(), filter, _events.Cursor(cursor), generation);
    }

    public async ValueTask Clear(long generation)
    {
        LeaveIfIdle();
        State.DemandServing();
        var now = _time.GetUtcNow().UtcTicks;
        var ended = new List<byte[]>();
        for (var all = new LevelWalker(State[0].Working, backwards: false); all.MoveNext();)
        {
            if (all.Node.Key is var key && EventKey.Generation(key) == generation) ended.Add(key);
        }

        foreach (var key in ended) State[0].Apply(Mutation.RemoveTree(key, now));
        await State.Committed();
    }
}
