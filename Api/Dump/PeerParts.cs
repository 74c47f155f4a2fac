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
    private string _namespace = "";
    private int _bytes;

    /// <summary>Reads a member of what concerns peers, unless it is kept as it came.</summary>
    /// <exception cref="JsonException">It cannot be one.</exception>
    public void Value(ref Utf8JsonReader reader, DumpFrame frame)
    {
        switch (frame.Shape, frame.Member)
        {
            case (DumpShape.Peers or DumpShape.PeerTargets or DumpShape.PeerJobs, var peer):
                DumpScalars.Require(Names.WhyNotName("Peer name", peer));
                if (frame.Shape == DumpShape.Peers) frames.BeginObject(ref reader, DumpShape.Peer);
                else frames.BeginMap(ref reader, frame.Shape == DumpShape.PeerTargets ? DumpShape.Targets : DumpShape.Jobs);
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
    public string? Target(string peer, string name, ReadOnlySpan<byte> json) => Named(_targets, peer, name, json, "name"u8);

    /// <summary>Takes a job.</summary>
    /// <returns>Why it is none, or null.</returns>
    public string? Job(string peer, string name, ReadOnlySpan<byte> json) => Named(_jobs, peer, name, json, "id"u8);

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
        ImmutableArray<NamedJson>.Builder items, string peer, string name, ReadOnlySpan<byte> json, ReadOnlySpan<byte> key)
    {
        if (name.Contains('\0', StringComparison.Ordinal)) return "a name cannot hold U+0000";
        if (!HasMember(json, key)) return $"it is not an object with a member '{System.Text.Encoding.ASCII.GetString(key)}'";
        Make(peer, json);
        items.Add(new(name, json.ToArray()));
        return null;
    }

    private static bool HasMember(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(key)) return true;
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
            _jobs.DrainToImmutable(), isKnown)));
        _bytes = 0;
    }
}
