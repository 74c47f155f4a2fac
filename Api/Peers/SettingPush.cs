using System.Collections.Concurrent;
using System.Collections.Immutable;
using Lockers.Api.Edge;
using Lockers.Api.Events;
using Lockers.Api.Http;
using Lockers.Api.Pods;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>
/// Keeps with peers what they are given to run, and tells their pods. A route without a peer is about every peer that is registered. What is
/// given is kept first: a pod that registers meanwhile is handed it, or called. What is taken back is kept until the pods have let go of it.
/// </summary>
/// <param name="edge">The front end.</param>
/// <param name="pods">What calls pods.</param>
/// <param name="events">Says what was done.</param>
internal sealed class SettingPush(LockerEdge edge, PodCaller pods, RegistryEvents events)
{
    // So many peers are asked at once.
    private const int Parallelism = 64;

    /// <summary>Keeps a target, job, script or file with the peer that the route names, registered or not, or with all; and tells the pods.</summary>
    public async Task Give(HttpContext context, PeerSetting setting, PodCall call)
    {
        var peers = await Keep(context, setting);
        Note(context, $"Peer {Word(setting.Kind)} Added", setting.Name);
        var results = await pods.Send(peers, call, CancellationToken.None);
        if (setting.Kind == SettingKind.Target) await Learn(results, setting.Bytes);
        await PodAnswer.Write(context, results);
    }

    /// <summary>Tells the pods, and drops with each peer what none of its pods has refused to let go of.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">What is dropped.</param>
    /// <param name="names">The names; empty for all.</param>
    /// <param name="call">What pods are told.</param>
    public async Task TakeBack(HttpContext context, SettingKind kind, ImmutableArray<string> names, PodCall call)
    {
        var peers = await Peers(context);
        call = call with { Retries = PodCall.RetriesOfRemovals };
        var results = await pods.Send(peers, call, CancellationToken.None);
        Repeats.Of(context).Made();
        var dropped = results.Peers.Where(HaveLetGo).Select(peer => peer.Peer).ToList();
        if (peers is [] && HasPeer(context)) dropped.Add(LockerEdge.PeerName(context));
        await ForEach(dropped, peer => edge.Peer(peer).Drop(kind, names).AsTask());

        // A pod that registered before it was dropped, and behind the list, was handed it.
        var late = await Late(peers, dropped);
        if (late.Count > 0) results = results.With(await pods.Send(late, call, CancellationToken.None));
        Note(context, $"Peer {Word(kind)}s {(names.IsEmpty ? "Cleared" : "Removed")}", string.Join(',', names));
        await PodAnswer.Write(context, results);
    }

    /// <summary>Tells the pods of the peer that the route names, or all.</summary>
    /// <param name="context">The request.</param>
    /// <param name="title">What is done, such as <c>Peer Targets Invoked</c>.</param>
    /// <param name="what">To what; empty for all.</param>
    /// <param name="call">What pods are told.</param>
    public async Task Tell(HttpContext context, string title, string what, PodCall call)
    {
        var peers = await Peers(context);
        Note(context, title, what);
        await PodAnswer.Write(context, await pods.Send(peers, call, CancellationToken.None));
    }

    /// <summary>The same about what the route lists: see <see cref="NameList.Of"/>.</summary>
    public Task Tell(
        HttpContext context, string title, (ImmutableArray<string> Names, string Uri) listed, Func<ImmutableArray<string>, PodCall> call) =>
        Tell(context, title, string.Join(',', listed.Names), call([listed.Uri]));

    private void Note(HttpContext context, string title, string what)
    {
        var peer = HasPeer(context) ? LockerEdge.PeerName(context) : "all peers";
        events.Note($"Registry: {title}", what.Length == 0 ? peer : $"{peer}: {what}", what);
    }

    private static string Word(SettingKind kind) => kind switch
    {
        SettingKind.Target => "Target",
        SettingKind.Job => "Job",
        SettingKind.Script => "Job Script",
        _ => "Job File",
    };

    private static bool HasPeer(HttpContext context) => context.Request.RouteValues.ContainsKey("peer");

    // A pod that is passed over as unhealthy keeps nobody from anything.
    private static bool HaveLetGo(PeerResults peer) => peer.Pods.All(pod => pod.Done || (!pod.Called && pod.Why is null));

    private async Task<IReadOnlyList<PodsOfPeer>> Peers(HttpContext context) =>
        HasPeer(context) ? await PodList.Of(edge, LockerEdge.PeerName(context)) is { } peer ? [peer] : [] : await PodList.All(edge);

    /// <summary>The pods of some peers that are not among those that were called, or are there anew.</summary>
    private async Task<IReadOnlyList<PodsOfPeer>> Late(IReadOnlyList<PodsOfPeer> called, IEnumerable<string> names)
    {
        var before = called.SelectMany(peer => peer.Pods.Select(pod => (peer.Peer, pod.Address, pod.Epoch))).ToHashSet();
        var late = new ConcurrentBag<PodsOfPeer>();
        await ForEach(names, async name =>
        {
            if (await PodList.Of(edge, name) is not { } peer) return;
            var pods = peer.Pods.RemoveAll(pod => before.Contains((name, pod.Address, pod.Epoch)));
            if (!pods.IsEmpty) late.Add(peer with { Pods = pods });
        });
        return [.. late.OrderBy(peer => peer.Peer, StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<PodsOfPeer>> Keep(HttpContext context, PeerSetting setting)
    {
        if (HasPeer(context))
        {
            var name = LockerEdge.PeerName(context);
            if (await edge.Peer(name).Keep(setting, onlyRegistered: false) == Outcome.Refused) throw Full(setting, name);
            Repeats.Of(context).Made();
            return await PodList.Of(edge, name) is { } peer ? [peer] : [];
        }

        var kept = new ConcurrentBag<string>();
        var full = new ConcurrentBag<string>();
        var names = await (await edge.Peers()).ToListAsync();
        await ForEach(names, async name =>
        {
            switch (await edge.Peer(name).Keep(setting, onlyRegistered: true))
            {
                case Outcome.Done:
                    kept.Add(name);
                    break;
                case Outcome.Refused:
                    full.Add(name);
                    break;
            }
        });
        Repeats.Of(context).Made();
        if (full.Order(StringComparer.Ordinal).FirstOrDefault() is { } refused) throw Full(setting, refused);
        var peers = new ConcurrentBag<PodsOfPeer>();
        await ForEach(kept, async name =>
        {
            if (await PodList.Of(edge, name) is { } peer) peers.Add(peer);
        });
        return [.. peers.OrderBy(peer => peer.Peer, StringComparer.Ordinal)];
    }

    // A peer that registers later is handed targets with their headers as its pods read them.
    private async Task Learn(PodResults results, byte[] target)
    {
        var (shape, other) = (TargetHeaders.ShapeOf(target), TargetHeaders.Other(target) is { } rewritten ? TargetHeaders.ShapeOf(rewritten) : default);
        foreach (var peer in results.Peers)
        {
            var read = peer.Pods.Where(pod => pod.Done).Select(pod => pod.TookOther ? other : shape).Distinct().ToList();
            if (read is [not HeaderShape.Unknown and var one]) await edge.Peer(peer.Peer).KeepHeaderShape(one);
        }
    }

    private static ProblemException Full(PeerSetting setting, string peer) => ProblemException.TooLarge(
        setting.Kind == SettingKind.Target
            ? $"The targets of peer '{peer}' would be more than {PeerSetting.MaxCount}, or more than {PeerSetting.MaxTotalBytes} bytes, which are the limits."
            : $"The jobs, scripts and files of peer '{peer}' would be more than {PeerSetting.MaxCount}, or more than {PeerSetting.MaxTotalBytes} bytes, "
                + "which are the limits.");

    private static Task ForEach(IEnumerable<string> names, Func<string, Task> act) => Parallel.ForEachAsync(
        names, new ParallelOptions { MaxDegreeOfParallelism = Parallelism }, async (name, _) => await act(name));
}
