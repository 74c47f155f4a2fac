using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Lockers.Api.Configuration;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lines;

/// <summary>
/// Reads lines as <see cref="ExportEndpoint"/> writes them, with members in any order: <c>path</c> and one of <c>text</c> and <c>base64</c> must be there;
/// <c>json</c>, <c>firstReported</c>, <c>lastReported</c>, <c>expires</c>, and for trees of peers <c>peer</c> and <c>instance</c> may be.
/// </summary>
/// <param name="limits">What keys and texts may be.</param>
/// <param name="peers">Whether the locker can have peers.</param>
internal sealed class ImportLine(LockersLimits limits, bool peers = true)
{
    // A line is a flat object with one array in it.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 4 };

    private static readonly string[] Members = ["path", "text", "base64", "json", "firstReported", "lastReported", "expires", "peer", "instance"];
    private static readonly byte[][] Utf8Members = Array.ConvertAll(Members, Encoding.UTF8.GetBytes);

    private readonly byte[] _path = new byte[limits.MaxPathDepth * (limits.MaxKeyBytes + 1)];
    private byte[] _scratch = [];
    private string? _peer;
    private string? _instance;
    private int _pathLength;
    private byte[]? _text;
    private TextFormat _format;
    private long _first;
    private long _last;
    private long _expires;

    /// <summary>The peer whose tree it is for; null for the data tree. Those of one name are one object where lines follow each other.</summary>
    public string? Peer { get; private set; }

    /// <summary>The instance; empty for the peer's own tree.</summary>
    public string Instance { get; private set; } = "";

    /// <summary>The key and its text; times that are not given are 0.</summary>
    public TreeEntry Entry { get; private set; }

    /// <summary>Reads a line.</summary>
    /// <returns>Why it cannot be one, or null.</returns>
    public string? Read(ReadOnlySpan<byte> line)
    {
        if (line is [0x1F, 0x8B, ..]) return "it is gzip, and the request does not say so: Content-Encoding: gzip";
        if (!Utf8.IsValid(line)) return "it is not UTF-8";
        try
        {
            return Parse(line) ?? Complete();
        }
        catch (JsonException error)
        {
            return $"it is not JSON: byte {error.BytePositionInLine + 1 ?? 0} cannot stand there";
        }
        catch (InvalidOperationException)
        {
            return "a string holds half a surrogate pair";
        }
    }

    private string? Parse(ReadOnlySpan<byte> line)
    {
        (_text, _format, _first, _last, _expires, _pathLength, Peer, Instance) = (null, TextFormat.Plain, 0, 0, 0, -1, null, "");
        var reader = new Utf8JsonReader(line, Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return "it is not a JSON object";
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf(ref reader);
            if (member < 0) return $"there is no member '{Short(reader.GetString()!)}'; there are {string.Join(", ", Members)}";
            if ((seen & (1 << member)) != 0) return $"'{Members[member]}' is there twice";
            seen |= 1 << member;
            reader.Read();
            if (Value(ref reader, member) is { } why) return $"'{Members[member]}': {why}";
        }

        // Anything behind the object is an error, which only the next read finds.
        reader.Read();
        return (seen & 0b110) == 0b110 ? "it has both 'text' and 'base64'" : null;
    }

    private string? Complete()
    {
        if (_pathLength < 0) return "it has no 'path'";
        if (_text is null) return "it has neither 'text' nor 'base64'";
        if (Peer is null && Instance.Length > 0) return "it has an 'instance' and no 'peer'";
        Entry = new(new(_path.AsSpan(0, _pathLength).ToArray()), _text, _first, _last, _format, _expires);
        return null;
    }

    private string? Value(ref Utf8JsonReader reader, int member) => member switch
    {
        0 => Path(ref reader),
        1 => Text(ref reader),
        2 => Base64Text(ref reader),
        3 => Format(ref reader),
        4 => Time(ref reader, out _first),
        5 => Time(ref reader, out _last),
        6 => Expiry(ref reader),
        7 => PeerName(ref reader),
        _ => InstanceName(ref reader),
    };

    private string? Path(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return "it is not an array of keys";
        var (length, depth) = (0, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            if (depth == limits.MaxPathDepth) return $"it has more than {limits.MaxPathDepth} keys, which is the limit";
            var key = Unescaped(ref reader);
            if (key.Length > limits.MaxKeyBytes) return $"key {depth + 1} has {key.Length} bytes; the limit is {limits.MaxKeyBytes}";
            if (key.Contains(KeyPath.Separator)) return $"key {depth + 1} holds ',', which no key can";

            // No request could name it.
            if (key.Contains((byte)0)) return $"key {depth + 1} holds U+0000, which no key can";
            if (depth++ > 0) _path[length++] = KeyPath.Separator;
            key.CopyTo(_path.AsSpan(length));
            length += key.Length;
        }

        if (reader.TokenType != JsonTokenType.EndArray) return $"key {depth + 1} is not a string";
        if (depth == 0) return "it has no key";
        _pathLength = length;
        return null;
    }

    private string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) return "it is not a string";
        var text = Unescaped(ref reader);
        if (text.Length > limits.MaxValueBytes) return TooLong(text.Length);
        _text = text.ToArray();
        return null;
    }

    private string? Base64Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) return "it is not a string";
        var text = Unescaped(ref reader);
        if (text.ContainsAny(" \t\r\n"u8)) return "it is not base64";
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, bytes, out _, out var length) != OperationStatus.Done) return "it is not base64";
        if (length > limits.MaxValueBytes) return TooLong(length);
        _text = length == bytes.Length ? bytes : bytes[..length];
        return null;
    }

    private string? Format(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False)) return "it is neither true nor false";
        _format = reader.TokenType == JsonTokenType.True ? TextFormat.Json : TextFormat.Plain;
        return null;
    }

    private string? PeerName(ref Utf8JsonReader reader)
    {
        if (!peers) return "lockers of contexts have no peers";
        var why = Name(ref reader, "Peer name", ref _peer);
        Peer = _peer;
        return why;
    }

    private string? InstanceName(ref Utf8JsonReader reader)
    {
        // The empty one is the peer's own tree.
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty) return null;
        var why = Name(ref reader, "Instance", ref _instance);
        Instance = _instance ?? "";
        return why;
    }

    // Most lines name what the one before names, which is known to be a name then.
    private static string? Name(ref Utf8JsonReader reader, string what, ref string? known)
    {
        if (reader.TokenType != JsonTokenType.String) return "it is not a string";
        if (known is not null && reader.ValueTextEquals(known)) return null;
        known = null;
        var name = reader.GetString()!;
        if (Names.WhyNotName(what, name) is { } why) return why;
        known = name;
        return null;
    }

    // Ticks of 0 are "not given"; no store was so early.
    private static string? Time(ref Utf8JsonReader reader, out long ticks)
    {
        ticks = 0;
        return reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && Rfc3339.TryParse(reader.ValueSpan, out ticks)
            ? null
            : "it is not an RFC 3339 time";
    }

    // Ticks of 0 are "never".
    private string? Expiry(ref Utf8JsonReader reader)
    {
        var why = Time(ref reader, out _expires);
        if (why is null) _expires = Math.Max(1, _expires);
        return why;
    }

    private ReadOnlySpan<byte> Unescaped(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan;
        if (_scratch.Length < reader.ValueSpan.Length) _scratch = new byte[reader.ValueSpan.Length];
        return _scratch.AsSpan(0, reader.CopyString(_scratch));
    }

    private string TooLong(int length) => $"the text has {length} bytes; the limit is {limits.MaxValueBytes}";

    private static int MemberOf(ref Utf8JsonReader reader)
    {
        for (var member = 0; member < Utf8Members.Length; member++)
        {
            if (reader.ValueTextEquals(Utf8Members[member])) return member;
        }

        return -1;
    }

    private static string Short(string name) => name.Length <= 64 ? name : $"{name[..64]}…";
}
