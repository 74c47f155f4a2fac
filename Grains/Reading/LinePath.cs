using System.Text.Json;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Reading;

/// <summary>The beginning of an exported line, <c>{"path":["A","B"</c>, of the node that a walk is at; it grows and shrinks with the walk.</summary>
internal sealed class LinePath
{
    private readonly Stack<int> _lengths = new();
    private byte[] _utf8 = new byte[1024];
    private int _length;

    public LinePath() => Append("{\"path\":["u8);

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8.AsSpan(0, _length);

    /// <summary>Goes down to a key.</summary>
    public void Enter(ReadOnlySpan<byte> key)
    {
        _lengths.Push(_length);
        Append(_lengths.Count > 1 ? ",\""u8 : "\""u8);
        if (key.IndexOfAny(PageWriter.MustEscape) < 0) Append(key);
        else Append(JsonEncodedText.Encode(key, JsonText.Encoder).EncodedUtf8Bytes);
        Append("\""u8);
    }

    /// <summary>Goes back up.</summary>
    public void Leave() => _length = _lengths.Pop();

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _utf8.Length) Array.Resize(ref _utf8, (_length + bytes.Length) * 2);
        bytes.CopyTo(_utf8.AsSpan(_length));
        _length += bytes.Length;
    }
}
