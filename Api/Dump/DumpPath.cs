using System.Text;
using Lockers.Api.Configuration;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>The path of the node that a dump's parser is at.</summary>
internal sealed class DumpPath(LockersLimits limits)
{
    private byte[] _utf8 = new byte[1024];
    private int _depth;

    /// <summary>How many bytes the path has.</summary>
    public int Length { get; private set; }

    /// <summary>Goes down to a key.</summary>
    /// <returns>Why it cannot be one, or null.</returns>
    public string? Enter(string key)
    {
        if (key.Contains(',', StringComparison.Ordinal)) return "a key cannot hold ','";

        // No request could name it.
        if (key.Contains('\0', StringComparison.Ordinal)) return "a key cannot hold U+0000";
        var size = Encoding.UTF8.GetByteCount(key);
        if (size > limits.MaxKeyBytes) return $"the key has {size} bytes; the limit is {limits.MaxKeyBytes}";
        if (++_depth > limits.MaxPathDepth) return $"the path has more than {limits.MaxPathDepth} keys";
        if (Length + size + 1 > _utf8.Length) Array.Resize(ref _utf8, (Length + size + 1) * 2);
        if (_depth > 1) _utf8[Length++] = KeyPath.Separator;
        Length += Encoding.UTF8.GetBytes(key, _utf8.AsSpan(Length));
        return null;
    }

    /// <summary>Goes back up, to a path of that many bytes.</summary>
    public void Leave(int length)
    {
        Length = length;
        _depth--;
    }

    /// <summary>The path.</summary>
    public KeyPath Current() => new(_utf8.AsSpan(0, Length).ToArray());
}
