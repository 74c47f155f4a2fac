using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>
/// The one place that knows which lockers and peers exist, and which locker is current. A locker is called by its label here; one that belongs to a
/// context by <see cref="LockerName.Key"/>, wherever a label goes in or comes out.
/// </summary>
[Alias(TypeAliases.RegistryGrain)]
public interface IRegistryGrain : IGrainWithIntegerKey
{
    /// <summary>The key of the one registry.</summary>
    const long TheKey = 0;

    /// <summary>The most labels or names that one call gives or takes.</summary>
    const int MaxListed = 1000;

    /// <summary>
    /// The current locker, under a lease that <see cref="Open"/> and <see cref="Close"/> revoke before they change it.
    /// Waits while such a change is under way.
    /// </summary>
    /// <param name="holder">Who is told to give the lease up; null for an answer without a lease.</param>
    [Alias("LeaseCurrent")]
    ValueTask<CurrentLease> LeaseCurrent(ICurrentLockerHolder? holder);

    /// <summary>
    /// Creates the locker if it is absent and makes it current. Answers when no holder can see the old one. One of a context becomes the
    /// current one of its context, which nobody holds a lease on.
    /// </summary>
    [Alias("Open")]
    Task Open(string label);

    /// <summary>Drops the locker with its peers' data; <c>default</c> is current again if it was. Idempotent.</summary>
    /// <returns><see cref="Outcome.Refused"/> for the default locker, else what went; no locker where there was none.</returns>
    [Alias("Close"), ResponseTimeout("00:05:00")]
    Task<Removal> Close(string label);

    /// <summary>Drops every locker that belongs to no context; <c>default</c> is empty and current.</summary>
    [Alias("CloseAll"), ResponseTimeout("00:05:00")]
    Task<Removal> CloseAll();

    /// <summary>Empties the locker with its peers' data, and keeps it.</summary>
    /// <returns><see cref="Outcome.NotFound"/> for an unknown label, else what went.</returns>
    [Alias("Clear"), ResponseTimeout("00:05:00")]
    Task<Removal> Clear(string label);

    /// <summary>
    /// Says when a locker is closed by itself: a close as any other, decided by the clock of the node that holds the registry. A close or a load of
    /// everything ends it; a clear or a load of the locker does not.
    /// </summary>
    /// <param name="label">The label.</param>
    /// <param name="ttl">How long from now, 1 s to 365 d; <see cref="TimeSpan.Zero"/> for never.</param>
    /// <returns>The locker; null where there is none, or where it is <c>default</c>, which is never closed.</returns>
    [Alias("SetTtl"), ResponseTimeout("00:01:00")]
    Task<LockerInfo?> SetTtl(string label, TimeSpan ttl);

    /// <summary>What is known of a label, or null.</summary>
    [Alias("Find")]
    ValueTask<LockerInfo?> Find(string label);

    /// <summary>
    /// Some of the lockers that belong to no context, in ordinal order of the labels' UTF-8 bytes. Fewer than the limit are the last ones.
    /// </summary>
    /// <param name="after">Only those that sort after this label; empty for the first ones.</param>
    /// <param name="limit">The most of them, at most <see cref="MaxListed"/>.</param>
    [Alias("Lockers")]
    ValueTask<ImmutableArray<LockerInfo>> Lockers(string after, int limit);

    /// <summary>Some contexts that have lockers, in ordinal order of the names' UTF-8 bytes. Fewer than the limit are the last ones.</summary>
    /// <param name="after">Only those that sort after this name; empty for the first ones.</param>
    /// <param name="limit">The most of them, at most <see cref="MaxListed"/>.</param>
    [Alias("Contexts")]
    ValueTask<ImmutableArray<string>> Contexts(string after, int limit);

    /// <summary>As <see cref="Lockers"/>, of the lockers of a context; none where there is no such context.</summary>
    /// <param name="context">The context.</param>
    /// <param name="after">As in <see cref="Lockers"/>, a label; empty for the first ones.</param>
    /// <param name="limit">The most of them, at most <see cref="MaxListed"/>.</param>
    [Alias("ContextLockers")]
    ValueTask<ImmutableArray<LockerInfo>> ContextLockers(string context, string after, int limit);

    /// <summary>
    /// The current locker of a context, with no lease on it: the one that was opened last, or <c>default</c>, which need not exist; its
    /// generation is 0 then.
    /// </summary>
    [Alias("ContextCurrent")]
    ValueTask<CurrentLease> ContextCurrent(string context);

    /// <summary>
    /// Drops every locker of a context, <c>default</c> too: with its last locker a context is gone. Each locker is a decision of its own.
    /// One that comes to be meanwhile may stay. Idempotent.
    /// </summary>
    [Alias("CloseContext"), ResponseTimeout("00:05:00")]
    Task<Removal> CloseContext(string context);

    /// <summary>
    /// For a locker's grain, before its first change: the label comes to be if it is absent (not as the current one).
    /// </summary>
    /// <param name="label">The label.</param>
    /// <param name="generation">The generation that the store is meant for, or 0 for any.</param>
    /// <returns>The label's generation, or 0 when the one that was meant is over: then nothing was created.</returns>
    [Alias("Adopt")]
    ValueTask<long> Adopt(string label, long generation);

    /// <summary>For a peer's grain, before its first change: the peer is listed from now on.</summary>
    [Alias("AddPeer")]
    ValueTask AddPeer(string peer);

    /// <summary>For a peer's grain without pods: drops the peer, unless a pod registers first, and lists it no longer.</summary>
    [Alias("DropPeer"), ResponseTimeout("00:01:00")]
    Task DropPeer(string peer);

    /// <summary>For a peer's grain that keeps nothing any more: lists the peer no longer, unless something is kept of it by then.</summary>
    [Alias("ForgetPeer"), ResponseTimeout("00:01:00")]
    Task ForgetPeer(string peer);

    /// <summary>Some peers' names, in ordinal order of their UTF-8 bytes. Fewer than the limit are the last ones.</summary>
    /// <param name="after">Only those that sort after this name; empty for the first ones.</param>
    /// <param name="limit">The most of them, at most <see cref="MaxListed"/>.</param>
    [Alias("Peers")]
    ValueTask<ImmutableArray<string>> Peers(string after, int limit);

    /// <summary>
    /// Drops peers, their targets, jobs, scripts and files, and all lockers. Tracking headers, time buckets and probes stay.
    /// </summary>
    [Alias("ClearPeers"), ResponseTimeout("00:05:00")]
    Task<Removal> ClearPeers();

    /// <summary>What is handed to every peer.</summary>
    [Alias("Settings")]
    ValueTask<RegistrySettings> Settings();

    /// <summary>Replaces what is handed to every peer. A null member stays as it is.</summary>
    [Alias("SetSettings")]
    ValueTask SetSettings(RegistrySettings settings);

    /// <summary>Changes one of the probes that are handed to every peer. A status that was never set is 200 from then on.</summary>
    /// <param name="isReadiness">Whether it is the readiness probe; else it is the liveness probe.</param>
    /// <param name="uri">The probe's URI; null stays as it is.</param>
    /// <param name="status">The status that is answered to it; 0 stays as it is.</param>
    [Alias("SetProbe")]
    ValueTask SetProbe(bool isReadiness, string? uri, int status);

    /// <summary>
    /// A number for a load that begins: what is staged under it is not visible before <see cref="CommitLoad"/>, however
    /// many other loads are under way.
    /// </summary>
    [Alias("NewLoad")]
    ValueTask<long> NewLoad();

    /// <summary>
    /// Puts aside which lockers and peers a load brings; their contents are staged with their own grains. It also keeps the load: one that
    /// is not heard of for five minutes is given up.
    /// </summary>
    /// <param name="load">The load.</param>
    /// <param name="lockers">Lockers, at most <see cref="MaxListed"/>; their generations do not count.</param>
    /// <param name="peers">Peers' names, at most <see cref="MaxListed"/>.</param>
    /// <returns><see cref="Outcome.Closed"/> when the load is given up.</returns>
    [Alias("StageLoad")]
    ValueTask<Outcome> StageLoad(long load, ImmutableArray<LockerInfo> lockers, ImmutableArray<string> peers);

    /// <summary>Whether what is staged under a load may still be committed.</summary>
    /// <exception cref="StorageUnavailableException">That is in doubt.</exception>
    [Alias("IsLoading")]
    ValueTask<bool> IsLoading(long load);

    /// <summary>Gives a load up, unless it is committed.</summary>
    /// <returns>Whether what was staged under it is to be forgotten: nobody will commit it.</returns>
    /// <exception cref="StorageUnavailableException">That is in doubt; nothing was given up.</exception>
    [Alias("AbandonLoad")]
    ValueTask<bool> AbandonLoad(long load);

    /// <summary>
    /// Replaces sections by what was staged under a load, in one decision. Lockers of a section that were not staged are gone; <c>default</c> is
    /// added to those that belong to no context if absent, and is current if no staged locker says that it is.
    /// </summary>
    /// <param name="load">The load.</param>
    /// <param name="sections">The sections.</param>
    /// <param name="trackingHeaders">As <see cref="RegistrySettings"/>; null stays as it is.</param>
    /// <param name="probes">As <see cref="RegistrySettings"/>; null stays as it is.</param>
    /// <param name="timeBuckets">As <see cref="RegistrySettings"/>; null stays as it is.</param>
    /// <returns><see cref="Outcome.Closed"/>, and nothing is replaced, when the load is not known any more.</returns>
    [Alias("CommitLoad"), ResponseTimeout("00:05:00")]
    Task<Outcome> CommitLoad(
        long load, LoadSections sections, string? trackingHeaders, [Immutable] byte[]? probes, string? timeBuckets = null);

    /// <summary>Replaces one locker by what was staged for it under a load, in one decision. It does not become current.</summary>
    /// <returns><see cref="Outcome.Closed"/>, and nothing is replaced, when the load or its locker is not known.</returns>
    [Alias("CommitLockerLoad"), ResponseTimeout("00:05:00")]
    Task<Outcome> CommitLockerLoad(long load, string label);
}
