namespace Lockers.Grains.Interfaces;

/// <summary>One peer: its pods, their epochs, and the targets and jobs that it is handed. The key is the peer's name.</summary>
[Alias(TypeAliases.PeerGrain)]
public interface IPeerGrain : IGrainWithStringKey
{
    /// <summary>Registers a pod: a new epoch of its address begins.</summary>
    [Alias("Add")]
    ValueTask<PeerStartup> Add(PeerRegistration registration);

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

    /// <summary>Everything that is known of the peer, or null when it is unknown.</summary>
    [Alias("Describe")]
    ValueTask<PeerState?> Describe();

    /// <summary>Drops the peer.</summary>
    [Alias("Drop")]
    ValueTask Drop();

    /// <summary>Replaces everything that is known of the peer.</summary>
    [Alias("Load")]
    ValueTask Load(PeerState state);
}
