using System.Buffers.Binary;
using System.Runtime.CompilerServices;
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool MoveNext()
    {
        if (_rest.IsEmpty) return false;
        var kind = Number();
        if (kind > (int)MutationKind.PutAway) throw Broken();
        Tree = Number();
        var flags = Number();
        if (flags > (EntryWriter.Json | EntryWriter.TwoTimes)) throw Broken();
        var shared = Number();
        if (shared > _path.Length) throw Broken();
        var rest = Bytes(Number());
        var path = new byte[shared + rest.Length];
        _path.AsSpan(0, shared).CopyTo(path);
        rest.CopyTo(path.AsSpan(shared));
        _path = path;
        var textLength = Number();
        var text = textLength == 0 ? null : Bytes(textLength - 1).ToArray();
        var last = BinaryPrimitives.ReadInt64LittleEndian(Bytes(sizeof(long)));
        var first = (flags & EntryWriter.TwoTimes) == 0 ? last : BinaryPrimitives.ReadInt64LittleEndian(Bytes(sizeof(long)));
        var format = (flags & EntryWriter.Json) == 0 ? TextFormat.Plain : TextFormat.Json;
        Mutation = new((MutationKind)kind, path, text, format, first, last);
        return true;
    }

    private ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _rest.Length) throw Broken();
        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Number()
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

    private static InvalidDataException Broken() => new("An entry is not of the form that this node knows.");
}
