using System.Buffers.Binary;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Journal;

/// <summary>Reads what <see cref="EntryWriter"/> wrote. Bytes that it cannot have written are an <see cref="InvalidDataException"/>.</summary>
internal ref struct EntryReader(ReadOnlySpan<byte> entries)
{
    private ReadOnlySpan<byte> _rest = entries;
    private byte[] _path = [];

    /// <summary>The tree that the change is for.</summary>
    public int Tree { get; private set; }

    /// <summary>The change. Only after <see cref="MoveNext"/> gave true.</summary>
    public Mutation Mutation { get; private set; }

    /// <summary>Goes to the next change; false at the end.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty) return false;
        int head = Bytes(1)[0];
        var kind = (MutationKind)(head & 0b111);
        if (kind > MutationKind.PutAway) throw Broken();
        Tree = (head >> EntryWriter.TreeShift) & 0b11;
        var shared = Length();
        if (shared > _path.Length) throw Broken();
        var rest = Bytes(Length());
        var path = new byte[shared + rest.Length];
        _path.AsSpan(0, shared).CopyTo(path);
        rest.CopyTo(path.AsSpan(shared));
        _path = path;
        var textLength = Length();
        var text = textLength == 0 ? null : Bytes(textLength - 1).ToArray();
        var last = BinaryPrimitives.ReadInt64LittleEndian(Bytes(sizeof(long)));
        var first = (head & EntryWriter.OneTime) != 0 ? last : BinaryPrimitives.ReadInt64LittleEndian(Bytes(sizeof(long)));
        Mutation = new(kind, path, text, (TextFormat)((head >> EntryWriter.FormatShift) & 1), first, last);
        return true;
    }

    private ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _rest.Length) throw Broken();
        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    private int Length()
    {
        var value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            int next = Bytes(1)[0];
            value |= (next & 0x7F) << shift;
            if (next < 0x80) return value >= 0 ? value : throw Broken();
        }

        throw Broken();
    }

    private static InvalidDataException Broken() => new("A record of a journal is broken.");
}
