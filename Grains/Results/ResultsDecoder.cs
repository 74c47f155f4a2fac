using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Lockers.Grains.Results;

/// <summary>
/// Adds what <see cref="ResultsEncoder"/> wrote to results, without making anything of what is there already: instances of a peer
/// call the same targets, and count the same headers.
/// </summary>
internal ref struct ResultsDecoder
{
    // In characters.
    private const int UsualKey = 256;

    private ReadOnlySpan<byte> _rest;
    private char[] _key;

    private ResultsDecoder(char[] key) => _key = key;

    /// <summary>Adds the results of every target that is whole in some bytes.</summary>
    /// <param name="bytes">Targets one after the other; the last may be cut off anywhere.</param>
    /// <param name="into">What they are added to, by target.</param>
    /// <returns>How many bytes were read.</returns>
    public static int Add(ReadOnlySpan<byte> bytes, Dictionary<string, TargetResults> into)
    {
        var at = 0;
        var from = new ResultsDecoder(new char[UsualKey]);
        while (bytes.Length - at >= ResultsEncoder.LengthBytes)
        {
            var target = bytes[at..][ResultsEncoder.LengthBytes..];
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
            if (target.Length < length) break;
            from._rest = target[..length];
            from.Target(from.Slot(into) ??= new());
            at += ResultsEncoder.LengthBytes + length;
        }

        return at;
    }

    private void Target(TargetResults into)
    {
        into.Invocations = Merging.Sum(into.Invocations, Number());
        into.RetriedInvocations = Merging.Sum(into.RetriedInvocations, Number());
        into.First = Merging.Earliest(into.First, Time());
        into.Last = Merging.Latest(into.Last, Time());
        into.ByStatus = Sums(into.ByStatus);
        into.ByStatusCode = Sums(into.ByStatusCode);
        into.ByHeader = Headers(into.ByHeader);
        into.ByUri = Sums(into.ByUri);

        // A node of the version before writes no more than that.
        if (_rest.IsEmpty) return;
        var kinds = (int)Number();
        if (kinds > 0) into.Tallies ??= new();
        for (var kind = 0; kind < kinds; kind++) into.Tallies![(TallyKind)kind] = Tallied(into.Tallies[(TallyKind)kind]);
    }

    private void Tally(Tally into)
    {
        into.Count = into.Count.Merge(Count());
        into.ClientStreams = Merging.Sum(into.ClientStreams, Number());
        into.ServerStreams = Merging.Sum(into.ServerStreams, Number());
        into.ByStatusCode = Tallied(into.ByStatusCode);
        into.ByTimeBucket = Tallied(into.ByTimeBucket);
    }

    private void Header(HeaderCounts into)
    {
        into.Count = into.Count.Merge(Count());
        into.ByValue = Counts(into.ByValue);
        into.ByStatusCode = Counts(into.ByStatusCode);
        into.ByValueAndStatusCode = CountsByKey(into.ByValueAndStatusCode);
        into.Crossed = Headers(into.Crossed);
        into.CrossedByValue = HeadersByKey(into.CrossedByValue);
        into.Widen(Time(), Time());
    }

    private Dictionary<string, long>? Sums(Dictionary<string, long>? into)
    {
        for (var count = Begin(ref into); count > 0; count--)
        {
            ref var slot = ref Slot(into!);
            slot = Merging.Sum(slot, Number());
        }

        return into;
    }

    private Dictionary<string, CountInfo>? Counts(Dictionary<string, CountInfo>? into)
    {
        for (var count = Begin(ref into); count > 0; count--)
        {
            ref var slot = ref Slot(into!);
            slot = slot.Merge(Count());
        }

        return into;
    }

    private Dictionary<string, Tally>? Tallied(Dictionary<string, Tally>? into)
    {
        for (var count = Begin(ref into); count > 0; count--) Tally(Slot(into!) ??= new());
        return into;
    }

    private Dictionary<string, HeaderCounts>? Headers(Dictionary<string, HeaderCounts>? into)
    {
        for (var count = Begin(ref into); count > 0; count--) Header(Slot(into!) ??= new());
        return into;
    }

    private Dictionary<string, Dictionary<string, CountInfo>>? CountsByKey(Dictionary<string, Dictionary<string, CountInfo>>? into)
    {
        for (var count = Begin(ref into); count > 0; count--) Counts(Slot(into!) ??= []);
        return into;
    }

    private Dictionary<string, Dictionary<string, HeaderCounts>>? HeadersByKey(Dictionary<string, Dictionary<string, HeaderCounts>>? into)
    {
        for (var count = Begin(ref into); count > 0; count--) Headers(Slot(into!) ??= []);
        return into;
    }

    /// <summary>How many entries follow. A map that is not there is made for the first.</summary>
    private int Begin<T>(ref Dictionary<string, T>? into)
    {
        var count = (int)Number();
        if (count > 0) into ??= new(count);
        return count;
    }

    /// <summary>The place of the entry that follows, in a map.</summary>
    private ref T? Slot<T>(Dictionary<string, T> map)
    {
        var length = (int)Number();
        if (_key.Length < length) _key = new char[length];
        ReadOnlySpan<char> key = _key.AsSpan(0, Encoding.UTF8.GetChars(_rest[..length], _key));
        _rest = _rest[length..];
        return ref CollectionsMarshal.GetValueRefOrAddDefault(map.GetAlternateLookup<ReadOnlySpan<char>>(), key, out _);
    }

    private CountInfo Count() => new(Number(), Number(), Time(), Time());

    private Instant Time() => new(Number(), (int)Number());

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
