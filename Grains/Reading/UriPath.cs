using System.Buffers;
using System.Text;

namespace Lockers.Grains.Reading;

/// <summary>The percent-encoded URI of the node that a walk is at; it grows and shrinks with the walk.</summary>
internal sealed class UriPath(string prefix)
{
    private static readonly SearchValues<byte> Unreserved = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    private readonly Stack<int> _lengths = new();
    private byte[] _uri = Encoding.ASCII.GetBytes(prefix);
    private int _length = prefix.Length;

    /// <summary>The URI: ASCII, and safe inside a JSON string.</summary>
    public ReadOnlySpan<byte> Utf8 => _uri.AsSpan(0, _length);

    /// <summary>Goes down to a key.</summary>
    public void Enter(ReadOnlySpan<byte> key)
    {
        var most = _length + 1 + (key.Length * 3);
        if (most > _uri.Length) Array.Resize(ref _uri, most * 2);
        if (_lengths.Count > 0) _uri[_length++] = (byte)',';
        _lengths.Push(_length);
        while (!key.IsEmpty)
        {
            var plain = key.IndexOfAnyExcept(Unreserved);
            if (plain < 0) plain = key.Length;
            key[..plain].CopyTo(_uri.AsSpan(_length));
            _length += plain;
            if (plain == key.Length) return;
            Encode(key[plain]);
            key = key[(plain + 1)..];
        }
    }

    /// <summary>Goes back up.</summary>
    public void Leave()
    {
        _length = _lengths.Pop();
        if (_lengths.Count > 0) _length--;
    }

    private void Encode(byte value)
    {
        _uri[_length++] = (byte)'%';
        _uri[_length++] = "0123456789ABCDEF"u8[value >> 4];
        _uri[_length++] = "0123456789ABCDEF"u8[value & 0xF];
    }
}
