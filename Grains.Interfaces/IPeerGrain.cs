using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>One peer: its pods, their epochs, and the targets and jobs that it is handed. The key is the peer's name.</summary>
[Alias(TypeAliases.PeerGrain)]
public interface IPeerGrain : IGrainWithStringKey, IReadCursors
{
    /// <summary>The most pods that one call gives or takes.</summary>
    const int MaxPods = 1000;

    /// <summary>Registers a pod: a new epoch of its address begins.</summary>
    /// <returns>The number of the epoch.</returns>
    [Alias("Add")]
    ValueTask<int> Add(PeerRegistration registration);

    /// <summary>Notes that a pod is there. An unknown one is added.</summary>
    /// <returns>Whether it was unknown.</returns>
    [Alias("Remember")]
    ValueTask<bool> Remember(PeerRegistration registration);

    /// <summary>Deregisters a pod; its epochs stay.</summary>
    /// <returns><see cref="Outcome.NotFound"/> when the peer is unknown; an unknown address is <see cref="Outcome.Done"/>.</returns>
    [Alias("Remove")]
    ValueTask<Outcome> Remove(string address);

    /// <summary>Whether the peer is registered: a pod of it was, and it has not been dropped since.</summary>
    [Alias("IsRegistered")]
    ValueTask<bool> IsRegistered();

    /// <summary>Deregisters a pod as <see cref="Remove"/> does, unless it has registered again meanwhile.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="epoch">The epoch that is meant: see <see cref="PodAddress.Epoch"/>.</param>
    /// <returns><see cref="Outcome.NotFound"/> when that pod is not there, or in another epoch.</returns>
    [Alias("RemoveEpoch")]
    ValueTask<Outcome> RemoveEpoch(string address, int epoch);

    /// <summary>Notes of some pods whether they answered when they were called. Pods that are not there or offline are passed over.</summary>
    /// <param name="addresses">Their addresses, at most <see cref="MaxPods"/>.</param>
    /// <param name="healthy">Whether they answered.</param>
    [Alias("SetHealthy")]
    ValueTask SetHealthy(ImmutableArray<string> addresses, bool healthy);

    /// <summary>Some registered pods. Fewer than the limit are the last ones.</summary>
    /// <param name="after">Only those whose address sorts after this one, in ordinal order of the UTF-8 bytes; empty for the first ones.</param>
    /// <param name="limit">The most of them, at most <see cref="MaxPods"/>.</param>
    [Alias("Pods")]
    ValueTask<PodPage> Pods(string after, int limit);

    /// <summary>
    /// Drops the epochs of absent pods and the past ones of present pods; a peer without pods is dropped whole, with its trees in the current
    /// locker.
    /// </summary>
    [Alias("ClearEpochs"), ResponseTimeout("00:01:00")]
    ValueTask ClearEpochs();

    /// <summary>
    /// Reads <c>{"name":"","namespace":"","pods":{address:Pod},"podEpochs":{address:[PodEpoch]}}</c>; not found for a peer that
    /// is not registered.
    /// </summary>
    [Alias("ReadPeer")]
    ValueTask<ReadPage> ReadPeer();

    /// <summary>Reads the targets, <c>{name:target}</c>; not found for a peer that has none and is not registered.</summary>
    [Alias("ReadTargets")]
    ValueTask<ReadPage> ReadTargets();

    /// <summary>Reads the jobs, <c>{id:job}</c>; not found for a peer that has none and is not registered.</summary>
    [Alias("ReadJobs")]
    ValueTask<ReadPage> ReadJobs();

    /// <summary>For the registry: drops the peer unless a pod of it is there, or a later decision has replaced it.</summary>
    /// <param name="number">The decision's number: see <see cref="Replace"/>.</param>
    /// <returns>Whether it is gone.</returns>
    [Alias("DropIfAbsent")]
    ValueTask<bool> DropIfAbsent(long number);

    /// <summary>For the registry: replaces sections by what was staged under a load, or by nothing. Done once for each decision.</summary>
    /// <param name="number">The decision's number; one that is not larger than the last one's is carried out already.</param>
    /// <param name="load">The load; 0 for nothing.</param>
    /// <param name="sections">What is replaced; those of lockers and settings do not count.</param>
    /// <returns>Whether anything is known of the peer after it.</returns>
    [Alias("Replace"), ResponseTimeout("00:01:00")]
    ValueTask<bool> Replace(long number, long load, LoadSections sections);

    /// <summary>Puts aside a part of what a load brings of the peer; parts add up.</summary>
    /// <param name="load">The load: see <see cref="IRegistryGrain.NewLoad"/>.</param>
    /// <param name="part">Pods, epochs, targets and jobs, about 1 MiB of them at most, or one target or job.</param>
    [Alias("Stage"), ResponseTimeout("00:01:00")]
    ValueTask Stage(long load, PeerState part);

    /// <summary>Forgets what was staged under a load.</summary>
    [Alias("Unstage"), ResponseTimeout("00:01:00")]
    ValueTask Unstage(long load);
}
