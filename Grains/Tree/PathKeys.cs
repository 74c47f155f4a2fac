using System.Runtime.CompilerServices;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Tree;

/// <summary>Reads a path key by key. There is always at least one: the empty path is one empty key.</summary>
internal ref struct PathKeys
{
    private ReadOnlySpan<byte> _rest;

    internal PathKeys(ReadOnlySpan<byte> path)
    {
        _rest = path;
        Advance();
    }

    /// <summary>The key the reader stands at; the first one to begin with.</summary>
    internal KeyProbe Key { get; private set; }

    /// <summary>Whether <see cref="Key"/> is the last one.</summary>
    internal bool AtEnd { get; private set; }

    /// <summary>Goes to the next key. Not to be called at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Advance()
    {
        var comma = _rest.IndexOf(KeyPath.Separator);
        AtEnd = comma < 0;
        Key = new KeyProbe(AtEnd ? _rest : _rest[..comma]);
        _rest = AtEnd ? default : _rest[(comma + 1)..];
    }
}
