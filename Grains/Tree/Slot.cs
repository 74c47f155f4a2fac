using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Tree;

/// <summary>
/// One entry of a <see cref="Page"/>, 40 bytes. In a leaf page it is a key with all there is to it; in an inner page it is
/// a child page with a lower bound of that child's keys.
/// </summary>
/// <remarks>
/// A key of up to eight bytes, as most are, is held in <see cref="Prefix"/> alone, and <c>_key</c> is an array shared by all
/// keys of that length, which says only how long it is. That saves 32 bytes a key and, in a search, the cache miss of
/// following a reference. A longer key has its array.
/// </remarks>
internal struct Slot
{
    private const int FormatShift = 62;
    private const long TicksMask = (1L << FormatShift) - 1;
    private static readonly byte[][] Lengths = [[], new byte[1], new byte[2], new byte[3], new byte[4], new byte[5], new byte[6], new byte[7], new byte[8]];

    private readonly byte[] _key;

    // The ticks of a DateTime need 62 bits. The upper two hold the text's format.
    private long _first;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal Slot(in KeyProbe key)
    {
        Prefix = key.Prefix;
        _key = key.Bytes.Length <= KeyProbe.PrefixBytes ? Lengths[key.Bytes.Length] : key.Bytes.ToArray();
    }

    private Slot(ulong prefix, byte[] key, Page child)
    {
        Prefix = prefix;
        _key = key;
        Content = child;
    }

    /// <summary>See <see cref="KeyProbe.Prefix"/>.</summary>
    internal ulong Prefix { get; private set; }

    /// <summary>
    /// In an inner page the child <see cref="Page"/>. In a leaf page a <see cref="Tree.Branch"/> for a key with subkeys,
    /// else the text (<c>byte[]</c>), else nothing.
    /// </summary>
    internal object? Content { get; set; }

    internal long Last { get; set; }

    internal long First
    {
        readonly get => _first & TicksMask;
        set => _first = (_first & ~TicksMask) | (value & TicksMask);
    }

    internal TextFormat Format
    {
        readonly get => (TextFormat)((ulong)_first >> FormatShift);
        set => _first = (long)((ulong)value << FormatShift) | First;
    }

    internal readonly int KeyLength => _key.Length;

    /// <summary>The bytes behind the prefix. Only for a key longer than that.</summary>
    internal readonly ReadOnlySpan<byte> LongKeyTail => _key.AsSpan(KeyProbe.PrefixBytes);

    internal readonly Page Child => Unsafe.As<Page>(Content!);

    internal readonly Branch? Branch => Content as Branch;

    /// <summary>The text of a leaf page's key.</summary>
    // Testing for byte[] is a call into the runtime (sbyte[] passes too); what is no branch can only be text.
    internal readonly byte[]? Text => Content is Branch branch ? branch.Text : Unsafe.As<byte[]?>(Content);

    /// <summary>The entry of an inner page for a child whose keys this slot's key is a lower bound of.</summary>
    internal readonly Slot Over(Page child) => new(Prefix, _key, child);

    /// <summary>Writes the key into a buffer of at least <see cref="KeyLength"/> bytes.</summary>
    internal readonly void CopyKeyTo(Span<byte> buffer)
    {
        if (KeyLength > KeyProbe.PrefixBytes)
        {
            _key.CopyTo(buffer);
            return;
        }

        Span<byte> bytes = stackalloc byte[KeyProbe.PrefixBytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Prefix);
        bytes[..KeyLength].CopyTo(buffer);
    }

    /// <summary>The key's bytes; a new array for a key held in the prefix.</summary>
    internal readonly byte[] ToKey()
    {
        if (KeyLength is 0 or > KeyProbe.PrefixBytes) return _key;

        var key = new byte[KeyLength];
        CopyKeyTo(key);
        return key;
    }
}
