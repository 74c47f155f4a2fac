using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Lockers.Api.Peers;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>Puts together what a dump says of one peer after the other, and gives it on in parts.</summary>
/// <param name="parts">Where the parts go.</param>
/// <param name="frames">Where in the dump the reading is.</param>
internal sealed class PeerParts(Queue<DumpPart> parts, DumpFrames frames)
{
    private const int PartBytes = 1024 * 1024;

    // What a message holds of an item beside its texts.
    private const int ItemBytes = 64;

    // As many as a peer keeps of an address.

    private readonly ImmutableArray<Pod>.Builder _pods = ImmutableArray.CreateBuilder<Pod>();
    private readonly ImmutableArray<PodEpoch>.Builder _epochs = ImmutableArray.CreateBuilder<PodEpoch>();
    private readonly ImmutableArray<NamedJson>.Builder _targets = ImmutableArray.CreateBuilder<NamedJson>();
    private readonly ImmutableArray<NamedJson>.Builder _jobs = ImmutableArray.CreateBuilder<NamedJson>();
    private readonly ImmutableArray<PeerSetting>.Builder _files = ImmutableArray.CreateBuilder<PeerSetting>();
    private readonly SettingTallies _tallies = new();
    private string _namespace = "";
    private int _bytes;

    /// <summary>Reads a member of what concerns peers, unless it is kept as it came.</summary>
    /// <exception cref="JsonException">It cannot be one.</exception>
    public void Value(ref Utf8JsonReader reader, DumpFrame frame)
    {
        switch (frame.Shape, frame.Member)
        {
            case (DumpShape.Peers, var peer):
                DumpScalars.Require(Names.WhyNotName("Peer name", peer));
                frames.BeginObject(ref reader, DumpShape.Peer);
                break;
            case (DumpShape.PeerTargets or DumpShape.PeerJobs or DumpShape.PeerScripts or DumpShape.PeerFiles, var peer):
                DumpScalars.Require(Names.WhyNotName("Peer name", peer));
                frames.BeginMap(ref reader, Below(frame.Shape));
                break;
            case (DumpShape.Peer, "name"):
                if (DumpScalars.Text(ref reader) != frame.Name) throw new JsonException($"the name is not that of its place, '{frame.Name}'");
                break;
            case (DumpShape.Peer, "namespace"):
                if (reader.TokenType != JsonTokenType.Null) _namespace = DumpScalars.Text(ref reader);
                break;
            case (DumpShape.Peer, var map):
                frames.BeginMap(ref reader, map == "pods" ? DumpShape.Pods : DumpShape.PodEpochs);
                break;
            case (DumpShape.PodEpochs, var address):
                DumpScalars.Require(Names.WhyNotName("Address", address));
                if (reader.TokenType == JsonTokenType.StartArray) frames.Begin(DumpShape.Epochs, address);
                else if (reader.TokenType != JsonTokenType.Null) throw new JsonException("it is not an array");
                break;
        }
    }

    /// <summary>Takes a pod.</summary>
    /// <returns>Why it is none, or null.</returns>
    public string? Pod(string peer, string address, ReadOnlySpan<byte> json)
    {
        if (JsonSerializer.Deserialize(json, PeerDumpJson.Default.DumpedPod) is not { } dumped) return "it is null";
        var why = "";
        var pod = dumped.Pod(address, ref why);
        if (pod is null || why.Length > 0) return why;
        if (WhyTooMany(pod.PastEpochs?.Length ?? 0) is { } many) return many;
        if (WhyTooLong(pod.Name, pod.Node, pod.Cluster, out var size) is { } tooLong) return tooLong;
        foreach (var epoch in (IEnumerable<PodEpoch>)[pod.Epoch, .. pod.PastEpochs ?? []])
        {
            if (WhyTooLong(epoch.Name, epoch.Node, epoch.Cluster, out _) is { } epochTooLong) return epochTooLong;
        }

        // Its epochs may be many: they go the way of those of pods that are gone. None at all is something that a pod says.
        Make(peer, address, 2 * size);
        _pods.Add(pod.PastEpochs is { IsEmpty: false } ? pod with { PastEpochs = null } : pod);
        foreach (var epoch in pod.PastEpochs ?? []) Add(peer, epoch);
        return null;
    }

    /// <summary>Takes an epoch.</summary>
    /// <returns>Why it is none, or null.</returns>
    public string? Epoch(string peer, string address, ReadOnlySpan<byte> json)
    {
        if (JsonSerializer.Deserialize(json, PeerDumpJson.Default.DumpedEpoch) is not { } dumped) return "it is null";
        var why = "";
        var epoch = dumped.Epoch(address, ref why);
        if (why.Length > 0) return why;
        if (WhyTooMany(frames.Top.Items) is { } many) return many;
        if (WhyTooLong(epoch.Name, epoch.Node, epoch.Cluster, out _) is { } tooLong) return tooLong;
        Add(peer, epoch);
        return null;
    }

    /// <summary>Takes a target.</summary>
    /// <returns>Why it is none, or null.</returns>
    public string? Target(string peer, string name, ReadOnlySpan<byte> json) => Named(_targets, SettingKind.Target, peer, name, json, "name");

    /// <summary>Takes a job: gotos to 0.8 have its name in <c>id</c>, later ones in <c>name</c>.</summary>
    /// <returns>Why it is none, or null.</returns>
    public string? Job(string peer, string name, ReadOnlySpan<byte> json) => Named(_jobs, SettingKind.Job, peer, name, json, "id", "name");

    /// <summary>Takes a script or a file, in base64.</summary>
    /// <returns>Why it is none, or null.</returns>
    public string? File(SettingKind kind, string peer, string name, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out var bytes)) return "it is not base64";
        if (_tallies.Take(peer, kind, name, bytes.Length) is { } why) return why;
        Make(peer, name, bytes.Length);
        _files.Add(new(kind, name, bytes));
        return null;
    }

    /// <summary>Ends a peer of the section that says which are registered.</summary>
    public void EndPeer(string peer)
    {
        Give(peer, isKnown: true);
        _namespace = "";
    }

    /// <summary>Ends a peer of another section.</summary>
    public void End(string peer)
    {
        if (_bytes > 0) Give(peer, isKnown: false);
    }

    private string? Named(
        ImmutableArray<NamedJson>.Builder items, SettingKind kind, string peer, string name, ReadOnlySpan<byte> json, params ReadOnlySpan<string> keys)
    {
        if (!HasMember(json, keys)) return $"it is not an object with a member '{keys[0]}'";
        if (_tallies.Take(peer, kind, name, json.Length) is { } why) return why;
        Make(peer, name, json.Length);
        items.Add(new(name, json.ToArray()));
        return null;
    }

    private static DumpShape Below(DumpShape peers) => peers switch
    {
        DumpShape.PeerTargets => DumpShape.Targets,
        DumpShape.PeerJobs => DumpShape.Jobs,
        DumpShape.PeerScripts => DumpShape.Scripts,
        _ => DumpShape.Files,
    };

    // Peers read names of members in any case.
    private static bool HasMember(ReadOnlySpan<byte> json, ReadOnlySpan<string> keys)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (keys.Contains(reader.GetString()!, StringComparer.OrdinalIgnoreCase)) return true;
            reader.Skip();
        }

        return false;
    }

    private void Add(string peer, PodEpoch epoch)
    {
        Make(peer, epoch.Address, Size(epoch.Name, epoch.Node, epoch.Cluster));
        _epochs.Add(epoch);
    }

    private static string? WhyTooMany(int epochs) => epochs > IPeerGrain.MaxEpochs ? $"the address has more than {IPeerGrain.MaxEpochs} epochs, which is the limit" : null;

    // What a pod can register with, it is loaded with.
    private static string? WhyTooLong(string name, string node, string cluster, out int size)
    {
        size = Size(name, node, cluster);
        return size > RegistrationBody.MaxBytes ? $"its name, node and cluster have {size} bytes; the limit is {RegistrationBody.MaxBytes}" : null;
    }

    private static int Size(string name, string node, string cluster) =>
        Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(node) + Encoding.UTF8.GetByteCount(cluster);

    // One more goes into a part if that does not make it too large.
    private void Make(string peer, string name, int bytes)
    {
        var size = ItemBytes + Encoding.UTF8.GetByteCount(name) + bytes;
        if (_bytes > 0 && _bytes + size > PartBytes) Give(peer, isKnown: false);
        _bytes += size;
    }

    private void Give(string peer, bool isKnown)
    {
        parts.Enqueue(new DumpPeer(new(
            peer, isKnown ? _namespace : "", _pods.DrainToImmutable(), _epochs.DrainToImmutable(), _targets.DrainToImmutable(),
            _jobs.DrainToImmutable(), isKnown, _files.DrainToImmutable())));
        _bytes = 0;
    }
}
