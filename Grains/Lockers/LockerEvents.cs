using System.Collections.Immutable;
using Lockers.Grains.Events;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Lockers;

/// <summary>Where the timelines of a locker's events are: those of its peers, and the registry's own.</summary>
/// <param name="trees">The locker's trees.</param>
/// <param name="registry">The registry's own events.</param>
/// <param name="query">Which events are asked for.</param>
/// <param name="own">The generation whose events of the registry's own are meant; 0 for none.</param>
internal sealed class LockerEvents(LockerTrees trees, IRegistryEventsGrain registry, EventsQuery query, long own)
{
    /// <summary>The peers that are asked for, in order, each with the reads of its timelines.</summary>
    /// <param name="peers">The peers that have events, in order.</param>
    /// <param name="generation">The generation that is meant; 0 for none.</param>
    public IReadOnlyList<(string Name, Func<EventCursor, ValueTask<EventPage>>[] Reads)> Of(ImmutableArray<string> peers, long generation)
    {
        var reads = new SortedDictionary<string, List<Func<EventCursor, ValueTask<EventPage>>>>(Utf8Order.Instance);
        if (generation != 0)
        {
            foreach (var peer in peers.Where(IsMeant))
            {
                reads[peer] = [Read(trees.Of(peer, IPeerInstanceGrain.Events), query.Filter, generation)];
            }
        }

        // A goto that is a registry itself reports as a peer under the same name.
        if (own != 0 && IsMeant(EventText.Registry))
        {
            if (!reads.TryGetValue(EventText.Registry, out var ofRegistry)) reads[EventText.Registry] = ofRegistry = [];
            ofRegistry.Add(cursor => registry.Read(query.Filter, cursor, own));
        }

        return [.. reads.Select(peer => (peer.Key, peer.Value.ToArray()))];
    }

    /// <summary>Renders <c>{peer:[Event]}</c> of some peers, everything of it.</summary>
    public static IAsyncEnumerable<PageBreak> Dumped(PageWriter page, LockerTrees trees, ImmutableArray<string> peers, long generation)
    {
        var query = new EventsQuery([], new("", Data: true, Reverse: false), Unified: false, int.MaxValue);
        return new EventTimelines(page, query).Render(
            [.. peers.Select(peer => (peer, new[] { Read(trees.Of(peer, IPeerInstanceGrain.Events), query.Filter, generation) }))]);
    }

    private static Func<EventCursor, ValueTask<EventPage>> Read(IPeerInstanceGrain events, EventFilter filter, long generation) =>
        cursor => events.ReadEvents(filter, cursor, generation);

    private bool IsMeant(string peer) => query.Peers.IsDefaultOrEmpty || query.Peers.Contains(peer);
}
