using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Lockers.Api.Dump;

/// <summary>
/// A JSON string that is longer than what is read at once: unescaped, and decoded where it is base64, as it arrives.
/// </summary>
internal sealed class LongText
{
    private const int ChunkBytes = 64 * 1024;
    private const int KeptChunks = 16;

    private static readonly SearchValues<byte> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    private readonly List<byte[]> _chunks = [];
    private readonly byte[] _escape = new byte[12];
    private byte[] _base64 = [];
    private int _escaped;
    private int _encoded;
    private int _limit;
    private bool _isBase64;

    /// <summary>How many bytes the text has; those above the limit were dropped.</summary>
    public long Length { get; private set; }

    /// <summary>Begins a text, after its opening quote.</summary>
    /// <param name="isBase64">Whether the bytes are those that the string encodes.</param>
    /// <param name="limit">How many bytes are kept at most.</param>
    public void Begin(bool isBase64, int limit)
    {
        (_isBase64, _limit, _escaped, _encoded, Length) = (isBase64, limit, 0, 0, 0);
        if (isBase64 && _base64.Length == 0) _base64 = new byte[ChunkBytes];
        if (_chunks.Count > KeptChunks) _chunks.RemoveRange(KeptChunks, _chunks.Count - KeptChunks);
    }

    /// <summary>Takes what has arrived.</summary>
    /// <param name="json">What has arrived; afterwards what comes after the text.</param>
    /// <returns>Whether the text is complete.</returns>
    /// <exception cref="JsonException">It is no JSON string, or no base64.</exception>
    public bool Read(ref ReadOnlySpan<byte> json)
    {
        while (!json.IsEmpty)
        {
            if (_escaped > 0)
            {
                _escape[_escaped++] = json[0];
                json = json[1..];
                EndEscape();
                continue;
            }

            var plain = json.IndexOfAny(Special);
            Append(plain < 0 ? json : json[..plain]);
            if (plain < 0) break;
            var special = json[plain];
            json = json[(plain + 1)..];
            if (special == '"')
            {
                if (_isBase64) Decode(isLast: true);
                return true;
            }

            if (special != '\\') throw new JsonException($"a text holds the control character U+{special:X4}");
            _escape[_escaped++] = special;
        }

        json = default;
        return false;
    }

    /// <summary>The text, unless it is longer than the limit.</summary>
    public byte[] ToArray()
    {
        var text = GC.AllocateUninitializedArray<byte>((int)Length);
        for (var at = 0; at < text.Length; at += ChunkBytes)
            _chunks[at / ChunkBytes].AsSpan(0, Math.Min(ChunkBytes, text.Length - at)).CopyTo(text.AsSpan(at));
        return text;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (!_isBase64) Keep(bytes);
        while (_isBase64 && !bytes.IsEmpty)
        {
            var some = bytes[..Math.Min(bytes.Length, _base64.Length - _encoded)];
            some.CopyTo(_base64.AsSpan(_encoded));
            _encoded += some.Length;
            bytes = bytes[some.Length..];
            if (_encoded == _base64.Length) Decode(isLast: false);
        }
    }

    private void Decode(bool isLast)
    {
        Span<byte> encoded = _base64.AsSpan(0, _encoded);
        if (encoded.IndexOfAnyExcept(Base64Characters) >= 0
            || (!isLast && encoded.Contains((byte)'='))
            || Base64.DecodeFromUtf8InPlace(encoded, out var decoded) != OperationStatus.Done)
            throw new JsonException("it is not base64");
        Keep(encoded[..decoded]);
        _encoded = 0;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && Length < _limit)
        {
            var (chunk, place) = ((int)(Length / ChunkBytes), (int)(Length % ChunkBytes));
            if (chunk == _chunks.Count) _chunks.Add(new byte[ChunkBytes]);
            var some = bytes[..(int)Math.Min(Math.Min(bytes.Length, ChunkBytes - place), _limit - Length)];
            some.CopyTo(_chunks[chunk].AsSpan(place));
            Length += some.Length;
            bytes = bytes[some.Length..];
        }

        Length += bytes.Length;
    }

    private void EndEscape()
    {
        if (_escape[1] != 'u')
        {
            var at = "\"\\/bfnrt"u8.IndexOf(_escape[1]);
            if (at < 0) throw new JsonException("a text holds an escape that JSON does not have");
            _escaped = 0;
            Append("\"\\/\b\f\n\r\t"u8.Slice(at, 1));
            return;
        }

        if (_escaped == 6 && !char.IsHighSurrogate(Unit(2)))
        {
            Append(new Rune(Unit(2)));
        }
        else if (_escaped > 6 && (_escape[6] != '\\' || (_escaped > 7 && _escape[7] != 'u')))
        {
            throw new JsonException("a text holds half a surrogate pair");
        }
        else if (_escaped == 12)
        {
            if (!char.IsLowSurrogate(Unit(8))) throw new JsonException("a text holds half a surrogate pair");
            Append(new Rune(Unit(2), Unit(8)));
        }
    }

    private void Append(Rune rune)
    {
        Span<byte> utf8 = stackalloc byte[4];
        _escaped = 0;
        Append(utf8[..rune.EncodeToUtf8(utf8)]);
    }

    private char Unit(int at)
    {
        var hex = Encoding.ASCII.GetString(_escape, at, 4);
        if (!ushort.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            throw new JsonException("a text holds an escape that JSON does not have");
        if (at == 2 && char.IsLowSurrogate((char)unit)) throw new JsonException("a text holds half a surrogate pair");
        return (char)unit;
    }

    internal static readonly SearchValues<byte> Base64Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);
}
