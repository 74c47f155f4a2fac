using Lockers.Grains.Activation;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;

namespace Lockers.Grains.Lockers;

/// <summary>How one locker changes: its data tree, and which peers and instances it lists.</summary>
/// <param name="data">Its data tree.</param>
/// <param name="trees">The trees of its peers.</param>
/// <param name="adopt">As <see cref="IRegistryGrain.Adopt"/>, of this label.</param>
/// <param name="time">The clock.</param>
internal sealed class Locker(GenerationTree data, LockerTrees trees, Func<long, ValueTask<long>> adopt, TimeProvider time)
{
    private int _announcements;

    /// <summary>Its data tree.</summary>
    public GenerationTree Data => data;

    /// <summary>What it lists.</summary>
    public InstanceList InstanceList => field ??= new InstanceList(Data, time);

    /// <summary>Makes sure that a generation has begun, and says whether it is one that is meant (0: any).</summary>
    public ValueTask<bool> Join(long generation) => Data.Join(generation, () => adopt(generation));

    /// <inheritdoc cref="ILockerGrain.Announce"/>
    public async ValueTask<long> Announce(string peer, string instance, long generation)
    {
        if (!await Join(generation)) return 0;
        var joined = Data.Generation;
        _announcements++;
        if (!InstanceList.Has(peer, instance)) InstanceList.Add(peer, instance, active: true);
        await Data.Committed();
        return joined;
    }

    /// <inheritdoc cref="ILockerGrain.ResetInstance"/>
    public async Task<Outcome> ResetInstance(string peer, string instance, int begun, long generation)
    {
        if (!await Join(generation)) return Outcome.Closed;
        var (joined, known) = (Data.Generation, InstanceList.Has(peer, instance));
        InstanceList.Add(peer);
        if (known) InstanceList.Add(peer, instance, active: true);
        await Data.Committed();
        if (known) await PartlyMade.Run(() => trees.Of(peer, instance).Reset(begun - 1, joined).AsTask());
        return Outcome.Done;
    }

    /// <inheritdoc cref="ILockerGrain.SetActive"/>
    public async Task<Outcome> SetActive(string peer, string instance, bool active, long generation)
    {
        if (Data.Generation == 0) return Outcome.Done;
        if (!Data.Admits(generation)) return Outcome.Closed;
        if (InstanceList.Has(peer, instance)) InstanceList.Add(peer, instance, active);
        await Data.Committed();
        return Outcome.Done;
    }

    /// <inheritdoc cref="ILockerGrain.ClearPeers"/>
    public async Task<Outcome> ClearPeers(string? peer, string? instance, long generation)
    {
        if (Data.Generation == 0) return Outcome.Done;
        if (!Data.Admits(generation)) return Outcome.Closed;
        var present = Data.Generation;
        var peers = InstanceList.ListWorking().Where(entry => peer is null || entry.Name == peer);
        if (instance is not null)
        {
            peers = peers.Select(entry => entry with
            {
                HasOwn = false,
                Instances = entry.Instances.RemoveAll(one => one.Address != instance),
            });
        }

        var events = instance is null ? InstanceList.WithEventsWorking().Where(name => peer is null || name == peer) : [];
        await PartlyMade.Run(() => FanOut.ForEach(trees.Of(peers).Concat(trees.OfEvents(events)), tree => tree.Clear(present)));
        return Outcome.Done;
    }

    /// <inheritdoc cref="ILockerGrain.ClearEvents"/>
    public async Task<Outcome> ClearEvents(long generation)
    {
        if (Data.Generation == 0) return Outcome.Done;
        if (!Data.Admits(generation)) return Outcome.Closed;
        var present = Data.Generation;
        var events = trees.OfEvents(InstanceList.WithEventsWorking());
        await PartlyMade.Run(() => FanOut.ForEach(events, tree => tree.Clear(present)));
        return Outcome.Done;
    }

    /// <inheritdoc cref="ILockerGrain.DropPeer"/>
    public async Task<Outcome> DropPeer(string peer, long generation)
    {
        if (Data.Generation == 0) return Outcome.Done;
        if (!Data.Admits(generation)) return Outcome.Closed;
        var present = Data.Generation;
        var addresses = InstanceList.ListWorking().Where(entry => entry.Name == peer).SelectMany(Addresses).ToList();
        if (InstanceList.Has(peer, IPeerInstanceGrain.Events)) addresses.Add(IPeerInstanceGrain.Events);
        await PartlyMade.Run(async () =>
        {
            await FanOut.ForEach(addresses, address => Drop(peer, address, present));
            var isEmpty = !InstanceList.ListWorking().Any(entry => entry.Name == peer && Addresses(entry).Any());
            if (Data.Admits(present) && isEmpty) InstanceList.Drop(peer);
            await Data.Committed();
        });
        return Outcome.Done;
    }

    /// <inheritdoc cref="ILockerGrain.Advance"/>
    public async Task<LockerStats> Advance(long ended, long next, long load)
    {
        // From here on nothing of the old generation is served. Its trees are told first: as long as one was not, the locker still
        // lists it, and an advance after a crash finds it.
        Data.End(ended);
        var begin = load == 0 ? [] : Staged(load).ToHashSet();
        var listed = InstanceList.ListWorking();
        var held = trees.Of(listed).Concat(trees.OfEvents(InstanceList.WithEventsWorking()));
        var went = Data.WorkingStats with { Peers = listed.Length };
        await FanOut.ForEach(held.Union(begin).ToList(), async tree =>
        {
            var of = await tree.Advance(ended, begin.Contains(tree) ? next : 0, load);
            went = went.Plus(of);
        });
        if (Data.Advance(ended, next, load) && load != 0) InstanceList.TakeStaged(load);
        await Data.Committed();
        return went;
    }

    /// <inheritdoc cref="ILockerGrain.Stage"/>
    public async Task Stage(StagedLocker part)
    {
        Data.Stage(part.Load, part.Entries);
        foreach (var instance in part.Instances) InstanceList.Stage(part.Load, instance);
        await Data.Committed();
    }

    /// <inheritdoc cref="ILockerGrain.Unstage"/>
    public async ValueTask Unstage(long load)
    {
        // Those that it lists first: as long as one was not told, it is found again.
        await FanOut.ForEach(Staged(load).ToList(), tree => tree.Unstage(load));
        Data.Unstage(load);
        InstanceList.Unstage(load);
        await Data.Committed();
    }

    private IEnumerable<IPeerInstanceGrain> Staged(long load) =>
        trees.Of(InstanceList.ListStaged(load)).Concat(trees.OfEvents(InstanceList.WithEventsStaged(load)));

    private static IEnumerable<string> Addresses(PeerEntry peer)
    {
        if (peer.HasOwn) yield return "";
        foreach (var instance in peer.Instances) yield return instance.Address;
    }

    // A tree that is told may announce itself again at once, and then stays listed.
    private async ValueTask Drop(string peer, string address, long generation)
    {
        var announcements = _announcements;
        await trees.Of(peer, address).Drop(generation);
        if (Data.Admits(generation) && announcements == _announcements) InstanceList.Drop(peer, address);
    }
}
