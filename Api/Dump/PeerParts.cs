using System.Collections.Immutable;
using System.Text.Json;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>Puts together what a dump says of one peer after the other, and gives it on in parts.</summary>
/// <param name="parts">Where the parts go.</param>
/// <param name="frames">Where in the dump the reading is.</param>
internal sealed class PeerParts(Queue<DumpPart> parts, DumpFrames frames)
{
    private const int PartBytes = 1024 * 1024;

    private readonly ImmutableArray<Pod>.Builder _pods = ImmutableArray.CreateBuilder<Pod>();
    private readonly ImmutableArray<PodEpoch>.Builder _epochs = ImmutableArray.CreateBuilder<PodEpoch>();
    private readonly ImmutableArray<NamedJson>.Builder _targets = ImmutableArray.CreateBuilder<NamedJson>();
    private readonly ImmutableArray<NamedJson>.Builder _jobs = ImmutableArray.CreateBuilder<NamedJson>();
    private readonly ImmutableArray<PeerSetting>.Builder _files = ImmutableArray.CreateBuilder<PeerSetting>();
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
        Make(peer, json);
        _pods.Add(pod);
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
        Make(peer, json);
        _epochs.Add(epoch);
        return null;
    }

    /// <summary>Takes a target.</summary>
    /// <returns>Why it is none, or null.</returns>
    public string? Target(string peer, string name, ReadOnlySpan<byte> json) => Named(_targets, peer, name, json, "name");

    /// <summary>Takes a job: gotos to 0.8 have its name in <c>id</c>, later ones in <c>name</c>.</summary>
    /// <returns>Why it is none, or null.</returns>
    public string? Job(string peer, string name, ReadOnlySpan<byte> json) => Named(_jobs, peer, name, json, "id", "name");

    /// <summary>Takes a script or a file, in base64.</summary>
    /// <returns>Why it is none, or null.</returns>
    public string? File(SettingKind kind, string peer, string name, ReadOnlySpan<byte> json)
    {
        if (name.Contains('\0', StringComparison.Ordinal)) return "a name cannot hold U+0000";
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out var bytes)) return "it is not base64";
        if (bytes.Length > PeerSetting.MaxBytes) return $"it has {bytes.Length} bytes; the limit is {PeerSetting.MaxBytes}";
        Make(peer, json);
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
        ImmutableArray<NamedJson>.Builder items, string peer, string name, ReadOnlySpan<byte> json, params ReadOnlySpan<string> keys)
    {
        if (name.Contains('\0', StringComparison.Ordinal)) return "a name cannot hold U+0000";
        if (!HasMember(json, keys)) return $"it is not an object with a member '{keys[0]}'";
        Make(peer, json);
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

    // One more goes into a part if that does not make it too large.
    private void Make(string peer, ReadOnlySpan<byte> json)
    {
        if (_bytes > 0 && _bytes + json.Length > PartBytes) Give(peer, isKnown: false);
        _bytes += json.Length;
    }

    private void Give(string peer, bool isKnown)
    {
        parts.Enqueue(new DumpPeer(new(
            peer, isKnown ? _namespace : "", _pods.DrainToImmutable(), _epochs.DrainToImmutable(), _targets.DrainToImmutable(),
            _jobs.DrainToImmutable(), isKnown, _files.DrainToImmutable())));
        _bytes = 0;
    }
}
