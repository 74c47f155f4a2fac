using System.Buffers.Binary;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Journal;

/// <summary>
/// Writes changes one behind the other, each as: kind, tree and flags; how much of the path is that of the entry before, how much follows, and
/// what follows; the text's length plus one, or 0 for none, and the text; the revision, and the time at which the key came to be where that is
/// another, then the revisions of the text and of the node where a restored node has others than none or the revision before, then when the text expires where it does, eight bytes each. Numbers without a given length are LEB128, the others little-endian. <see cref="EntryReader"/> reads them.
/// The form is on disks: it changes only with <see cref="LogRecord.Version"/>.
/// </summary>
internal sealed class EntryWriter
{
    /// <summary>The flag of a text that was sent as JSON.</summary>
    internal const int Json = 1;

    /// <summary>The flag of an entry with two times.</summary>
    internal const int TwoTimes = 2;

    /// <summary>The flag of a restored node both of whose revisions are the one that is written.</summary>
    internal const int Revision = 4;

    /// <summary>The flag of a restored node with revisions of its own. Without this flag and <see cref="Revision"/> it has none.</summary>
    internal const int Revisions = 8;

    /// <summary>The flag of a text that expires.</summary>
    internal const int Expires = 16;

    /// <summary>All flags that there are.</summary>
    internal const int AllFlags = Json | TwoTimes | Revision | Revisions | Expires;

    private const int MostNumberBytes = 5;

    private byte[] _bytes;
    private byte[] _last = [];

    /// <summary>Begins behind a header, which is left free.</summary>
    public EntryWriter(int header = 0, int capacity = 256) => (_bytes, Length) = (new byte[Math.Max(capacity, header)], header);

    /// <summary>How many entries there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes there are, the header's included.</summary>
    public int Length { get; private set; }

    /// <summary>Everything so far, as it stays.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Writes a change.</summary>
    /// <param name="tree">The tree that it changes.</param>
    /// <param name="m">The change. Its path is kept until the next one is written.</param>
    public void Write(int tree, in Mutation m)
    {
        var shared = m.Path.AsSpan().CommonPrefixLength(_last);
        var rest = m.Path.AsSpan(shared);
        var textLength = m.Text?.Length ?? 0;
        var span = Room((6 * MostNumberBytes) + rest.Length + textLength + (5 * sizeof(long)));
        var one = m.First == m.Last;
        var at = WriteNumber(span, (int)m.Kind);
        at += WriteNumber(span[at..], tree);
        at += WriteNumber(span[at..], Flags(m));
        at += WriteNumber(span[at..], shared);
        at += WriteNumber(span[at..], rest.Length);
        rest.CopyTo(span[at..]);
        at += rest.Length;
        at += WriteNumber(span[at..], m.Text is null ? 0 : textLength + 1);
        m.Text.CopyTo(span[at..]);
        at += textLength;
        BinaryPrimitives.WriteInt64LittleEndian(span[at..], m.Last);
        at += sizeof(long);
        if (!one)
        {
            BinaryPrimitives.WriteInt64LittleEndian(span[at..], m.First);
            at += sizeof(long);
        }

        if (HasRevisions(m))
        {
            BinaryPrimitives.WriteInt64LittleEndian(span[at..], m.Restored.Text);
            BinaryPrimitives.WriteInt64LittleEndian(span[(at + sizeof(long))..], m.Restored.Tree);
            at += 2 * sizeof(long);
        }

        if (m.Expires != 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(span[at..], m.Expires);
            at += sizeof(long);
        }

        Length += at;
        _last = m.Path;
        Count++;
    }

    /// <summary>Makes the whole a record: see <see cref="LogRecord.Seal"/>. Nothing more is written.</summary>
    public uint Seal(uint before) => LogRecord.Seal(_bytes.AsSpan(0, Length), before);

    private static int Flags(in Mutation m) =>
        (m.Format == TextFormat.Json ? Json : 0) | (m.First == m.Last ? 0 : TwoTimes)
        | (m.Expires == 0 ? 0 : Expires) | (m.Restored == default ? 0 : HasRevisions(m) ? Revisions : Revision);

    private static bool HasRevisions(in Mutation m) => m.Restored != default && (m.Restored.Text != m.Last || m.Restored.Tree != m.Last);

    private Span<byte> Room(int bytes)
    {
        if (_bytes.Length - Length < bytes) Array.Resize(ref _bytes, Math.Max(checked(Length + bytes), (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        return _bytes.AsSpan(Length);
    }

    private static int WriteNumber(Span<byte> span, int value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7) span[at++] = (byte)(value | 0x80);
        span[at++] = (byte)value;
        return at;
    }
}
