using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>
/// One peer: its pods, their epochs, and the targets, jobs, scripts and files that it is handed. The key is the peer's name.
/// </summary>
[Alias(TypeAliases.PeerGrain)]
public interface IPeerGrain : IGrainWithStringKey, IReadCursors
{
    /// <summary>The most pods that one call gives or takes.</summary>
    const int MaxPods = 1000;

    /// <summary>The most epochs that are kept, or loaded, of one address: the oldest go first.</summary>
    const int MaxEpochs = 1000;

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

    /// <summary>Deregisters a pod that was marked unhealthy, as <see cref="Remove"/> does, unless it has registered again or reminded meanwhile.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="epoch">The epoch that is meant: see <see cref="PodAddress.Epoch"/>.</param>
    /// <returns><see cref="Outcome.NotFound"/> when that pod is not there, is in another epoch, or is healthy.</returns>
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
    /// Drops the epochs of absent pods and the past ones of present pods; the registration of a peer without pods is dropped, with its trees in
    /// the current locker. What the peer is given to run stays.
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

    /// <summary>
    /// Reads what a pod that registers is handed, the beginning of an object: <c>{"Targets":{name:target},"Jobs":{id:job},
    /// "JobScripts":{name:base64},"Files":{path:base64}</c>. Targets have their headers as the peer's pods read them, where that is known; jobs
    /// have both an id and a name.
    /// </summary>
    [Alias("ReadStartup")]
    ValueTask<ReadPage> ReadStartup();

    /// <summary>Reads the scripts or the files, <c>{name:base64}</c>; not found for a peer that has none.</summary>
    /// <param name="kind"><see cref="SettingKind.Script"/> or <see cref="SettingKind.File"/>.</param>
    [Alias("ReadFiles")]
    ValueTask<ReadPage> ReadFiles(SettingKind kind);

    /// <summary>Keeps a target, job, script or file, in the place of another of its kind and name.</summary>
    /// <param name="setting">What is kept.</param>
    /// <param name="onlyRegistered">Whether a peer that is not registered is left as it is.</param>
    /// <returns>
    /// <see cref="Outcome.NotFound"/> for a peer that is left as it is; <see cref="Outcome.Refused"/>, and nothing changes, where the peer has
    /// as many, or as large ones, as it may have: see <see cref="PeerSetting"/>.
    /// </returns>
    [Alias("Keep")]
    ValueTask<Outcome> Keep(PeerSetting setting, bool onlyRegistered);

    /// <summary>Drops targets, jobs, scripts or files. Those that there are not do not matter.</summary>
    /// <param name="kind">What they are.</param>
    /// <param name="names">Their names; empty for all of them.</param>
    [Alias("Drop"), ResponseTimeout("00:01:00")]
    ValueTask Drop(SettingKind kind, ImmutableArray<string> names);

    /// <summary>Notes how the peer's pods read a target's headers, as one of them has shown. It is forgotten with the last target.</summary>
    [Alias("KeepHeaderShape")]
    ValueTask KeepHeaderShape(HeaderShape shape);

    /// <summary>
    /// For the registry: forgets the peer's registration unless a pod of it is there, or a later decision has replaced it. Targets, jobs,
    /// scripts and files stay.
    /// </summary>
    /// <param name="number">The decision's number: see <see cref="Replace"/>.</param>
    /// <returns>Whether the peer is not registered.</returns>
    [Alias("DropIfAbsent")]
    ValueTask<bool> DropIfAbsent(long number);

    /// <summary>For the registry: whether nothing is kept of the peer, so that it need not be listed.</summary>
    [Alias("IsGone")]
    ValueTask<bool> IsGone();

    /// <summary>For the registry: replaces sections by what was staged under a load, or by nothing. Done once for each decision.</summary>
    /// <param name="number">The decision's number; one that is not larger than the last one's is carried out already.</param>
    /// <param name="load">The load; 0 for nothing.</param>
    /// <param name="sections">What is replaced; those of lockers and settings do not count.</param>
    /// <returns>Whether anything is known of the peer after it.</returns>
    [Alias("Replace"), ResponseTimeout("00:01:00")]
    ValueTask<bool> Replace(long number, long load, LoadSections sections);

    /// <summary>Puts aside a part of what a load brings of the peer; parts add up.</summary>
    /// <param name="load">The load: see <see cref="IRegistryGrain.NewLoad"/>.</param>
    /// <param name="part">Pods, epochs, targets, jobs, scripts and files, about 1 MiB of them at most, or one of them.</param>
    [Alias("Stage"), ResponseTimeout("00:01:00")]
    ValueTask Stage(long load, PeerState part);

    /// <summary>Forgets what was staged under a load.</summary>
    [Alias("Unstage"), ResponseTimeout("00:01:00")]
    ValueTask Unstage(long load);
}
