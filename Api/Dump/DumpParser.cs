using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Lockers.Api.Hosting;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>
/// Reads a dump a piece at a time, and checks everything on the way. The depth of the dump drives a stack of frames, not
/// calls. Whoever reads must keep nothing of it before the end was reached: what comes late can still be wrong.
/// </summary>
internal sealed class DumpParser(byte[] body, LockersLimits limits)
{
    private const int PartBytes = 1024 * 1024;
    private const int PartEntries = 8192;

    private readonly Stack<DumpFrame> _frames = new();
    private readonly Queue<DumpPart> _parts = new();
    private readonly DumpPath _path = new(limits);
    private readonly ImmutableArray<TreeEntry>.Builder _entries = ImmutableArray.CreateBuilder<TreeEntry>();
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = (2 * limits.MaxPathDepth) + 16 });
    private int _at;
    private int _entryBytes;
    private bool _ended;
    private string? _current;

    /// <summary>What the dump holds beside lockers: complete when <see cref="Next"/> has said that there is no more.</summary>
    public DumpSections Sections { get; } = new();

    /// <summary>The next piece of the lockers, until there is no more.</summary>
    /// <exception cref="ProblemException">400 that names the place.</exception>
    public bool Next(out DumpPart part)
    {
        try
        {
            while (_parts.Count == 0 && !_ended) Read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Bad(error.Message);
        }

        return _parts.TryDequeue(out part!);
    }

    private void Read()
    {
        var reader = new Utf8JsonReader(body.AsSpan(_at), isFinalBlock: true, _state);
        while (_parts.Count == 0)
        {
            if (!reader.Read())
            {
                if (_frames.Count > 0 || !_ended && _at == 0 && reader.BytesConsumed == 0) throw Bad("the dump is empty");
                _ended = true;
                break;
            }

            Token(ref reader);
        }

        _at += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    private void Token(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                Member(reader.GetString()!);
                break;
            case JsonTokenType.EndObject:
                End(_frames.Pop());
                break;
            case JsonTokenType.StartObject when _frames.Count == 0:
                Begin(DumpShape.Dump, "");
                break;
            default:
                if (_frames.Count == 0) throw Bad("a dump is a JSON object");
                Value(ref reader, _frames.Peek());
                break;
        }
    }

    private void Member(string name)
    {
        var frame = _frames.Peek();
        frame.Member = frame.Shape is DumpShape.Lockers ? Names.Canonical(name) : name;
        if (frame.Shape is DumpShape.Keys) return;
        frame.Seen ??= new(StringComparer.Ordinal);
        if (!frame.Seen.Add(frame.Member)) throw Bad("it stands there twice");
    }

    private void Value(ref Utf8JsonReader reader, DumpFrame frame)
    {
        switch (frame.Shape, frame.Member)
        {
            case (DumpShape.Dump, "lockers"):
                Sections.Lockers = true;
                BeginMap(ref reader, DumpShape.Lockers);
                break;
            case (DumpShape.Dump, _):
                if (!PeerSections.Read(Sections, frame.Member, Raw(ref reader), out var why)) throw Bad(why);
                break;
            case (DumpShape.Lockers, var label):
                Require(Names.WhyNotLabel(label));
                BeginObject(ref reader, DumpShape.Locker);
                break;
            case (DumpShape.Locker, "label"):
                if (Names.Canonical(Text(ref reader)) != frame.Name) throw Bad($"the label is not that of its place, '{frame.Name}'");
                break;
            case (DumpShape.Locker, "peerLockers"):
                BeginMap(ref reader, DumpShape.PeerLockers);
                break;
            case (DumpShape.Locker, "dataLocker") or (DumpShape.PeerLocker, "locker") or (DumpShape.InstanceLockers, _):
                if (frame.Shape == DumpShape.InstanceLockers) Require(Names.WhyNotName("Address", frame.Member));
                BeginObject(ref reader, DumpShape.DataLocker);
                break;
            case (DumpShape.Locker, "current"):
                frame.Current = Bool(ref reader);
                break;
            case (DumpShape.PeerLockers, var peer):
                Require(Names.WhyNotName("Peer name", peer));
                BeginObject(ref reader, DumpShape.PeerLocker);
                break;
            case (DumpShape.PeerLocker, "instanceLockers"):
                BeginMap(ref reader, DumpShape.InstanceLockers);
                break;
            case (DumpShape.DataLocker, "active"):
                frame.Active = Bool(ref reader);
                break;
            case (DumpShape.DataLocker, "locker") or (DumpShape.LockerData, "subKeys"):
                BeginMap(ref reader, DumpShape.Keys);
                break;
            case (DumpShape.Keys, var key):
                var above = _path.Length;
                Require(_path.Enter(key));
                BeginObject(ref reader, DumpShape.LockerData);
                _frames.Peek().PathLength = above;
                break;
            case (DumpShape.LockerData, "data"):
                frame.Text = Bytes(ref reader);
                break;
            case (DumpShape.LockerData, "firstReported"):
                frame.First = Time(ref reader);
                break;
            case (DumpShape.LockerData, "lastReported"):
                frame.Last = Math.Max(frame.Last, Time(ref reader));
                break;
            default:
                throw Bad("there is no such member here");
        }
    }

    private void End(DumpFrame frame)
    {
        switch (frame.Shape)
        {
            case DumpShape.LockerData:
                EndNode(frame);
                break;
            case DumpShape.DataLocker:
                EndTree(frame);
                break;
            case DumpShape.PeerLocker:
                _parts.Enqueue(new DumpInstance(Place(DumpShape.Locker)!, frame.Name, null, Active: true));
                break;
            case DumpShape.Locker:
                if (frame.Current && _current is not null) throw Bad($"'{_current}' is the current locker already");
                if (frame.Current) _current = frame.Name;
                _parts.Enqueue(new DumpLocker(frame.Name, frame.Current));
                break;
        }
    }

    private void EndNode(DumpFrame frame)
    {
        // A key without subkeys is there because text is: it may be empty.
        var text = frame.Text is { Length: > 0 } || !frame.HasSubKeys ? frame.Text ?? [] : null;
        var path = _path.Current();
        _entries.Add(new(path, text, frame.First, frame.Last));
        _entryBytes += path.Utf8.Length + (text?.Length ?? 0);
        _path.Leave(frame.PathLength);

        // A goto does not note what is stored below a key; here a key's last time is never before those below it.
        var keys = _frames.Pop();
        if (_frames.Peek() is { Shape: DumpShape.LockerData } above)
        {
            above.HasSubKeys = true;
            above.Last = Math.Max(above.Last, frame.Last);
        }

        _frames.Push(keys);
        if (_entryBytes >= PartBytes || _entries.Count >= PartEntries) Give();
    }

    private void EndTree(DumpFrame tree)
    {
        Give(tree);
        if (Place(DumpShape.PeerLocker) is not { } peer) return;
        var isInstance = _frames.Peek().Shape == DumpShape.InstanceLockers;
        if (isInstance) _parts.Enqueue(new DumpInstance(Place(DumpShape.Locker)!, peer, tree.Name, tree.Active));
    }

    private void Give(DumpFrame? ended = null)
    {
        if (_entries.Count == 0) return;
        var peer = Place(DumpShape.PeerLocker);
        var tree = ended ?? _frames.First(frame => frame.Shape == DumpShape.DataLocker);
        var isInstance = _frames.Any(frame => frame.Shape == DumpShape.InstanceLockers);
        _parts.Enqueue(new DumpNodes(Place(DumpShape.Locker)!, peer, isInstance ? tree.Name : "", _entries.DrainToImmutable()));
        _entryBytes = 0;
    }

    private string? Place(DumpShape shape) => _frames.FirstOrDefault(frame => frame.Shape == shape)?.Name;

    private void Begin(DumpShape shape, string name) => _frames.Push(new DumpFrame(shape, name));

    private void BeginObject(ref Utf8JsonReader reader, DumpShape shape)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Bad("it is not an object");
        Begin(shape, _frames.Peek().Member);
    }

    private void BeginMap(ref Utf8JsonReader reader, DumpShape shape)
    {
        if (reader.TokenType != JsonTokenType.Null) BeginObject(ref reader, shape);
    }

    private string Text(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Bad("it is not a string");

    private byte[] Bytes(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) throw Bad("it is not a string");
        if (!reader.ValueIsEscaped) return Sized(reader.ValueSpan.ToArray());
        var text = new byte[reader.ValueSpan.Length];
        return Sized(text[..reader.CopyString(text)]);
    }

    private byte[] Sized(byte[] text) => text.Length <= limits.MaxValueBytes
        ? text
        : throw Bad($"the text has {text.Length} bytes; the limit is {limits.MaxValueBytes}");

    private bool Bool(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.True or JsonTokenType.False ? reader.GetBoolean() : throw Bad("it is neither true nor false");

    private long Time(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && Rfc3339.TryParse(reader.ValueSpan, out var time)
            ? time
            : throw Bad("it is not an RFC 3339 time");

    private ReadOnlyMemory<byte> Raw(ref Utf8JsonReader reader)
    {
        var start = _at + (int)reader.TokenStartIndex;
        reader.Skip();
        return body.AsMemory(start, _at + (int)reader.BytesConsumed - start);
    }

    private void Require(string? why)
    {
        if (why is not null) throw Bad(why);
    }

    private ProblemException Bad(string why)
    {
        var place = new StringBuilder();
        foreach (var frame in _frames.Reverse())
        {
            if (place.Length > 0) place.Append('.');
            place.Append(frame.Member);
        }

        if (place.Length > 500) place.Remove(200, place.Length - 400).Insert(200, "…");
        return ProblemException.BadRequest($"Nothing was loaded: at '{place}': {why}.");
    }
}
