using System.Collections.Immutable;
using System.Text.Json;
using Lockers.Api.Configuration;
using Lockers.Api.Events;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>Puts together the events of a locker's peers, and gives them on in parts.</summary>
/// <param name="parts">Where the parts go.</param>
/// <param name="frames">Where in the dump the reading is.</param>
/// <param name="limits">What an event may be.</param>
internal sealed class EventParts(Queue<DumpPart> parts, DumpFrames frames, LockersLimits limits)
{
    private const int PartBytes = 1024 * 1024;
    private const int PartEntries = 8192;

    private readonly ImmutableArray<TreeEntry>.Builder _entries = ImmutableArray.CreateBuilder<TreeEntry>();
    private int _bytes;

    /// <summary>Begins the events of a locker, or those of a peer in it.</summary>
    /// <exception cref="JsonException">They cannot be that.</exception>
    public void Value(ref Utf8JsonReader reader, DumpFrame frame)
    {
        if (frame.Shape == DumpShape.Locker)
        {
            if (LockerName.IsKeyOfContext(frames.Locker!)) throw new JsonException("a locker of a context has no peers");
            frames.BeginMap(ref reader, DumpShape.PeerEvents);
            return;
        }

        DumpScalars.Require(Names.WhyNotName("Peer name", frame.Member));
        if (reader.TokenType == JsonTokenType.StartArray) frames.Begin(DumpShape.Events, frame.Member);
        else if (reader.TokenType != JsonTokenType.Null) throw new JsonException("it is not an array");
    }

    /// <summary>Takes an event.</summary>
    /// <returns>Why it is none, or null.</returns>
    public string? Take(DumpFrame peer, ReadOnlySpan<byte> json)
    {
        if (json.Length > limits.MaxKeptEventBytes) return $"the event has {json.Length} bytes; the limit is {limits.MaxKeptEventBytes}";
        var happened = new EventBody(peer.Name, "", now: 0).Parse(json.ToArray());
        var key = EventKey.Of(new(happened.Ticks, happened.Nanoseconds, peer.Items));
        _entries.Add(new(new(key), happened.Json, happened.Ticks, happened.Ticks, TextFormat.Json));
        _bytes += key.Length + happened.Json.Length;
        if (_bytes >= PartBytes || _entries.Count >= PartEntries) End(peer);
        return null;
    }

    /// <summary>Ends the events of a peer.</summary>
    public void End(DumpFrame peer)
    {
        if (_entries.Count == 0) return;
        parts.Enqueue(new DumpNodes(frames.Locker!, peer.Name, IPeerInstanceGrain.Events, _entries.DrainToImmutable()));
        _bytes = 0;
    }
}
