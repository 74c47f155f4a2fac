using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Journal;

/// <summary>The path of the node that a walk is at; it grows and shrinks with the walk.</summary>
internal sealed class WalkedPath
{
    private readonly Stack<int> _lengths = new();
    private byte[] _utf8 = new byte[256];
    private int _length;

    /// <summary>Goes down to a node.</summary>
    public void Enter(in TreeNode node)
    {
        _lengths.Push(_length);
        if (_length + 1 + node.KeyLength > _utf8.Length) Array.Resize(ref _utf8, (_length + 1 + node.KeyLength) * 2);
        if (_lengths.Count > 1) _utf8[_length++] = KeyPath.Separator;
        node.CopyKeyTo(_utf8.AsSpan(_length));
        _length += node.KeyLength;
    }

    /// <summary>Goes back up.</summary>
    public void Leave() => _length = _lengths.Pop();

    /// <summary>The path's bytes.</summary>
    public byte[] ToArray() => _utf8.AsSpan(0, _length).ToArray();
}
