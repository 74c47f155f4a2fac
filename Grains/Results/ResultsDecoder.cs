using System.Buffers.Binary;
using System.Text;

namespace Lockers.Grains.Results;

/// <summary>Reads what <see cref="ResultsEncoder"/> wrote.</summary>
internal ref struct ResultsDecoder
{
    private ReadOnlySpan<byte> _rest;

    private ResultsDecoder(ReadOnlySpan<byte> bytes) => _rest = bytes;

    private delegate T Read<T>(ref ResultsDecoder from);

    /// <summary>Adds the results of every target that is whole in some bytes.</summary>
    /// <param name="bytes">Targets one after the other; the last may be cut off anywhere.</param>
    /// <param name="add">Takes each.</param>
    /// <returns>How many bytes were read.</returns>
    public static int Each(ReadOnlySpan<byte> bytes, Action<string, TargetResults> add)
    {
        var at = 0;
        while (bytes.Length - at >= ResultsEncoder.LengthBytes)
        {
            var target = bytes[at..][ResultsEncoder.LengthBytes..];
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
            if (target.Length < length) break;
            var from = new ResultsDecoder(target[..length]);
            add(from.Text(), from.Target());
            at += ResultsEncoder.LengthBytes + length;
        }

        return at;
    }

    private static long Number(ref ResultsDecoder from) => from.Number();

    private static CountInfo Count(ref ResultsDecoder from) => new(from.Number(), from.Number(), from.Time(), from.Time());

    private static Dictionary<string, CountInfo> Counts(ref ResultsDecoder from) => from.Map(Count) ?? [];

    private static Dictionary<string, HeaderCounts> Headers(ref ResultsDecoder from) => from.Map(Header) ?? [];

    private static HeaderCounts Header(ref ResultsDecoder from)
    {
        var header = new HeaderCounts
        {
            Count = Count(ref from),
            ByValue = from.Map(Count),
            ByStatusCode = from.Map(Count),
            ByValueAndStatusCode = from.Map(Counts),
            Crossed = from.Map(Header),
            CrossedByValue = from.Map(Headers),
        };
        header.Widen(from.Time(), from.Time());
        return header;
    }

    private TargetResults Target() => new()
    {
        Invocations = Number(),
        RetriedInvocations = Number(),
        First = Time(),
        Last = Time(),
        ByStatus = Map(Number),
        ByStatusCode = Map(Number),
        ByHeader = Map(Header),
        ByUri = Map(Number),
    };

    private Dictionary<string, T>? Map<T>(Read<T> read)
    {
        var count = (int)Number();
        if (count == 0) return null;
        var map = new Dictionary<string, T>(count);
        for (var i = 0; i < count; i++)
        {
            var key = Text();
            map[key] = read(ref this);
        }

        return map;
    }

    private Instant Time() => new(Number(), (int)Number());

    private string Text()
    {
        var length = (int)Number();
        var text = Encoding.UTF8.GetString(_rest[..length]);
        _rest = _rest[length..];
        return text;
    }

    private long Number()
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = _rest[0];
            _rest = _rest[1..];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return (long)number;
        }
    }
}
