using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>The one place that knows which lockers and peers exist, and which locker is current.</summary>
[Alias(TypeAliases.RegistryGrain)]
public interface IRegistryGrain : IGrainWithIntegerKey
{
    /// <summary>The key of the one registry.</summary>
    const long TheKey = 0;

    /// <summary>
    /// The current locker, under a lease that <see cref="Open"/> and <see cref="Close"/> revoke before they change it.
    /// Waits while such a change is under way.
    /// </summary>
    /// <param name="holder">Who is told to give the lease up; null for an answer without a lease.</param>
    [Alias("LeaseCurrent")]
    ValueTask<CurrentLease> LeaseCurrent(ICurrentLockerHolder? holder);

    /// <summary>Creates the locker if it is absent and makes it current. Answers when no holder can see the old one.</summary>
    [Alias("Open")]
    Task Open(string label);

    /// <summary>Drops the locker with its peers' data; <c>default</c> is current again if it was. Idempotent.</summary>
    /// <returns><see cref="Outcome.Refused"/> for the default locker, else <see cref="Outcome.Done"/>.</returns>
    [Alias("Close"), ResponseTimeout("00:05:00")]
    Task<Outcome> Close(string label);

    /// <summary>Drops every locker; <c>default</c> is empty and current.</summary>
    [Alias("CloseAll"), ResponseTimeout("00:05:00")]
    Task CloseAll();

    /// <summary>Empties the locker with its peers' data, and keeps it.</summary>
    /// <returns><see cref="Outcome.NotFound"/> for an unknown label.</returns>
    [Alias("Clear"), ResponseTimeout("00:05:00")]
    Task<Outcome> Clear(string label);

    /// <summary>What is known of a label, or null.</summary>
    [Alias("Find")]
    ValueTask<LockerInfo?> Find(string label);

    /// <summary>All lockers, in ordinal order of the labels' UTF-8 bytes.</summary>
    [Alias("Lockers")]
    ValueTask<ImmutableArray<LockerInfo>> Lockers();

    /// <summary>
    /// For a locker's grain, before its first change: the label comes to be if it is absent (not as the current one).
    /// </summary>
    /// <param name="label">The label.</param>
    /// <param name="life">The life that the store is meant for, or 0 for any.</param>
    /// <returns>The label's life, or 0 when the one that was meant is over: then nothing was created.</returns>
    [Alias("Adopt")]
    ValueTask<long> Adopt(string label, long life);

    /// <summary>For a peer's grain, before its first change: the peer is listed from now on.</summary>
    [Alias("AddPeer")]
    ValueTask AddPeer(string peer);

    /// <summary>For a peer's grain that holds nothing any more: the peer is listed no longer.</summary>
    [Alias("RemovePeer")]
    ValueTask RemovePeer(string peer);

    /// <summary>The peers' names, in ordinal order of their UTF-8 bytes.</summary>
    [Alias("Peers")]
    ValueTask<ImmutableArray<string>> Peers();

    /// <summary>Drops peers, their targets and jobs, and all lockers. Tracking headers and probes stay.</summary>
    [Alias("ClearPeers"), ResponseTimeout("00:05:00")]
    Task ClearPeers();

    /// <summary>What is handed to every peer.</summary>
    [Alias("Settings")]
    ValueTask<RegistrySettings> Settings();

    /// <summary>Replaces what is handed to every peer. A null member stays as it is.</summary>
    [Alias("SetSettings")]
    ValueTask SetSettings(RegistrySettings settings);

    /// <summary>
    /// A number for a load that begins: what is staged under it is not visible before <see cref="CommitLoad"/>, however
    /// many other loads are under way.
    /// </summary>
    [Alias("NewLoad")]
    ValueTask<long> NewLoad();

    /// <summary>Whether what is staged under a load may still be committed.</summary>
    [Alias("IsLoading")]
    ValueTask<bool> IsLoading(long load);

    /// <summary>Gives a load up, unless it is committed.</summary>
    /// <returns>Whether what was staged under it is to be forgotten: nobody will commit it.</returns>
    [Alias("AbandonLoad")]
    ValueTask<bool> AbandonLoad(long load);

    /// <summary>Replaces all lockers by those that were staged under a load.</summary>
    /// <param name="load">The load.</param>
    /// <param name="lockers">
    /// The lockers; their lives do not count, each begins one. <c>default</c> is added if absent, and is current if none says it is.
    /// </param>
    /// <returns><see cref="Outcome.Closed"/>, and nothing is replaced, when the load is not known any more.</returns>
    [Alias("CommitLoad"), ResponseTimeout("00:05:00")]
    Task<Outcome> CommitLoad(long load, ImmutableArray<LockerInfo> lockers);

    /// <summary>Replaces all peers.</summary>
    [Alias("LoadPeers"), ResponseTimeout("00:05:00")]
    Task LoadPeers(ImmutableArray<PeerState> peers);
}
