using System.Buffers.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Benchmarks.Tree;

/// <summary>Two levels of keys of eight bytes, as many on each, with 100 bytes of text at each of the lower ones.</summary>
internal sealed class TreeLoad(int keys)
{
    internal const int TextBytes = 100;
    private const int KeyBytes = 8;
    private readonly int _width = (int)Math.Sqrt(keys);

    internal int Count => _width * _width;

    /// <summary>A new path, as a request brings one.</summary>
    internal byte[] Path(int number)
    {
        var path = new byte[KeyBytes + 1 + KeyBytes];
        WriteKey(path, (byte)'a', number / _width);
        path[KeyBytes] = KeyPath.Separator;
        WriteKey(path.AsSpan(KeyBytes + 1), (byte)'b', number % _width);
        return path;
    }

    /// <summary>The two keys of a path, each an array of its own.</summary>
    internal (byte[] Upper, byte[] Lower) Keys(int number)
    {
        byte[] upper = new byte[KeyBytes], lower = new byte[KeyBytes];
        WriteKey(upper, (byte)'a', number / _width);
        WriteKey(lower, (byte)'b', number % _width);
        return (upper, lower);
    }

    internal Mutation Store(int number) => Mutation.Store(Path(number), new byte[TextBytes], TextFormat.Plain, number);

    internal LockerTree Fill(IEnumerable<int> order)
    {
        var tree = new LockerTree();
        foreach (var number in order) tree.Apply(Store(number));
        return tree;
    }

    internal int[] Ascending() => [.. Enumerable.Range(0, Count)];

    internal int[] Shuffled()
    {
        var order = Ascending();
        new Random(1).Shuffle(order);
        return order;
    }

    /// <summary>The next of a series of keys that are far apart: xorshift32, which costs next to nothing.</summary>
    internal int Random(ref uint state)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return (int)(state % (uint)Count);
    }

    private static void WriteKey(Span<byte> key, byte first, int number)
    {
        key[0] = first;
        Utf8Formatter.TryFormat(number, key[1..], out _, new System.Buffers.StandardFormat('D', KeyBytes - 1));
    }
}
