using System.Buffers;
using System.Buffers.Binary;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Journal;

/// <summary>
/// Writes changes one behind the other, each as: a byte of kind, format, tree and whether both times are one; how much of
/// the path is that of the entry before, how much follows, and what follows; the text's length plus one, or 0 for none, and
/// the text; the time or times, eight bytes each. Lengths are LEB128, numbers little-endian.
/// <see cref="EntryReader"/> reads them. The form is on disks: it changes only with <see cref="RecordHeader.Version"/>.
/// </summary>
internal sealed class EntryWriter
{
    internal const int FormatShift = 3;
    internal const int TreeShift = 4;
    internal const int OneTime = 1 << 6;
    private const int MostLengthBytes = 5;

    private readonly ArrayBufferWriter<byte> _bytes;
    private byte[] _last = [];

    /// <summary>Begins with what comes before the entries.</summary>
    public EntryWriter(ReadOnlySpan<byte> start = default, int capacity = 256)
    {
        _bytes = new ArrayBufferWriter<byte>(Math.Max(capacity, start.Length));
        _bytes.Write(start);
    }

    /// <summary>How many entries there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes there are.</summary>
    public int Length => _bytes.WrittenCount;

    /// <summary>Everything so far, as it stays.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Writes a change.</summary>
    /// <param name="tree">The tree that it changes, 0 to 3.</param>
    /// <param name="m">The change. Its path is kept until the next one is written.</param>
    public void Write(int tree, in Mutation m)
    {
        var shared = m.Path.AsSpan().CommonPrefixLength(_last);
        var rest = m.Path.AsSpan(shared);
        var textLength = m.Text?.Length ?? 0;
        var span = _bytes.GetSpan(1 + (3 * MostLengthBytes) + rest.Length + textLength + (2 * sizeof(long)));
        var one = m.First == m.Last;
        span[0] = (byte)((int)m.Kind | ((int)m.Format << FormatShift) | (tree << TreeShift) | (one ? OneTime : 0));
        var at = 1;
        at += WriteLength(span[at..], shared);
        at += WriteLength(span[at..], rest.Length);
        rest.CopyTo(span[at..]);
        at += rest.Length;
        at += WriteLength(span[at..], m.Text is null ? 0 : textLength + 1);
        m.Text.CopyTo(span[at..]);
        at += textLength;
        BinaryPrimitives.WriteInt64LittleEndian(span[at..], m.Last);
        at += sizeof(long);
        if (!one)
        {
            BinaryPrimitives.WriteInt64LittleEndian(span[at..], m.First);
            at += sizeof(long);
        }

        _bytes.Advance(at);
        _last = m.Path;
        Count++;
    }

    private static int WriteLength(Span<byte> span, int value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7) span[at++] = (byte)(value | 0x80);
        span[at++] = (byte)value;
        return at;
    }
}
