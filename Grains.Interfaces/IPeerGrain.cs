namespace Lockers.Grains.Interfaces;

/// <summary>One peer: its pods, their epochs, and the targets and jobs that it is handed. The key is the peer's name.</summary>
[Alias(TypeAliases.PeerGrain)]
public interface IPeerGrain : IGrainWithStringKey, IPagedReads
{
    /// <summary>Registers a pod: a new epoch of its address begins.</summary>
    [Alias("Add")]
    ValueTask Add(PeerRegistration registration);

    /// <summary>Notes that a pod is there. An unknown one is added.</summary>
    /// <returns>Whether it was unknown.</returns>
    [Alias("Remember")]
    ValueTask<bool> Remember(PeerRegistration registration);

    /// <summary>Deregisters a pod; its epochs stay.</summary>
    /// <returns><see cref="Outcome.NotFound"/> when the peer is unknown; an unknown address is <see cref="Outcome.Done"/>.</returns>
    [Alias("Remove")]
    ValueTask<Outcome> Remove(string address);

    /// <summary>Drops the epochs of absent pods and the past ones of present pods; a peer without pods is dropped whole.</summary>
    /// <returns>Whether the peer was dropped.</returns>
    [Alias("ClearEpochs")]
    ValueTask<bool> ClearEpochs();

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

    /// <summary>Reads <c>{address:true}</c> of the registered pods; not found for a peer that is not registered.</summary>
    /// <param name="address">The one address that is asked for; null for all.</param>
    [Alias("ReadAddresses")]
    ValueTask<ReadPage> ReadAddresses(string? address);

    /// <summary>Everything that is known of the peer, or null when it is unknown, in one message, however large.</summary>
    [Alias("Describe")]
    ValueTask<PeerState?> Describe();

    /// <summary>Drops the peer.</summary>
    [Alias("Drop")]
    ValueTask Drop();

    /// <summary>Replaces everything that is known of the peer.</summary>
    [Alias("Load")]
    ValueTask Load(PeerState state);
}
