using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Lockers.Grains.Reading;

namespace Lockers.Grains.Results;

/// <summary>
/// Results in the compact form in which they go from an instance to the grain that merges them, and which is kept nowhere: numbers
/// with seven bits a byte, texts and maps behind their lengths.
/// </summary>
internal static class ResultsEncoder
{
    /// <summary>The bytes before each target's results that say how many they are.</summary>
    public const int LengthBytes = sizeof(int);

    private const int MaxNumberBytes = 10;

    /// <summary>Writes one target's name and results, behind how many bytes they have.</summary>
    public static void Write(ArrayBufferWriter<byte> to, string target, TargetResults results)
    {
        var start = to.WrittenCount;
        to.GetSpan(LengthBytes)[..LengthBytes].Clear();
        to.Advance(LengthBytes);
        Text(to, target);
        Number(to, results.Invocations);
        Number(to, results.RetriedInvocations);
        Times(to, results.First, results.Last);
        Map(to, results.ByStatus, Number);
        Map(to, results.ByStatusCode, Number);
        Map(to, results.ByHeader, Header);
        Map(to, results.ByUri, Number);
        Number(to, results.Tallies is null ? 0 : Tallies.Kinds);
        for (var kind = 0; results.Tallies is { } tallies && kind < Tallies.Kinds; kind++) Map(to, tallies[(TallyKind)kind], Tally);
        var length = MemoryMarshal.AsMemory(to.WrittenMemory[start..]).Span;
        BinaryPrimitives.WriteInt32LittleEndian(length, to.WrittenCount - start - LengthBytes);
    }

    /// <summary>Puts what was written on a page, which can be much for one target.</summary>
    public static IEnumerable<PageBreak> Copy(PageWriter page, ArrayBufferWriter<byte> written)
    {
        for (var at = 0; at < written.WrittenCount; at += PageWriter.SliceBytes)
        {
            page.Raw(written.WrittenSpan.Slice(at, Math.Min(PageWriter.SliceBytes, written.WrittenCount - at)));
            if (page.Full) yield return default;
        }
    }

    private static void Header(ArrayBufferWriter<byte> to, HeaderCounts header)
    {
        Count(to, header.Count);
        Map(to, header.ByValue, Count);
        Map(to, header.ByStatusCode, Count);
        Map(to, header.ByValueAndStatusCode, static (to, counts) => Map(to, counts, Count));
        Map(to, header.Crossed, Header);
        Map(to, header.CrossedByValue, static (to, headers) => Map(to, headers, Header));
        Times(to, header.First, header.Last);
    }

    private static void Tally(ArrayBufferWriter<byte> to, Tally tally)
    {
        Count(to, tally.Count);
        Number(to, tally.ClientStreams);
        Number(to, tally.ServerStreams);
        Map(to, tally.ByStatusCode, Tally);
        Map(to, tally.ByTimeBucket, Tally);
    }

    private static void Map<T>(ArrayBufferWriter<byte> to, Dictionary<string, T>? map, Action<ArrayBufferWriter<byte>, T> write)
    {
        Number(to, map?.Count ?? 0);
        if (map is null) return;
        foreach (var (key, value) in map)
        {
            Text(to, key);
            write(to, value);
        }
    }

    private static void Count(ArrayBufferWriter<byte> to, CountInfo count)
    {
        Number(to, count.Value);
        Number(to, count.Retries);
        Times(to, count.First, count.Last);
    }

    private static void Times(ArrayBufferWriter<byte> to, Instant first, Instant last)
    {
        Time(to, first);
        Time(to, last);
    }

    private static void Time(ArrayBufferWriter<byte> to, Instant time)
    {
        Number(to, time.Ticks);
        Number(to, time.Nanoseconds);
    }

    private static void Text(ArrayBufferWriter<byte> to, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Number(to, length);
        to.Advance(Encoding.UTF8.GetBytes(text, to.GetSpan(length)));
    }

    private static void Number(ArrayBufferWriter<byte> to, long number)
    {
        var span = to.GetSpan(MaxNumberBytes);
        var rest = (ulong)number;
        var length = 0;
        for (; rest >= 0x80; rest >>= 7) span[length++] = (byte)(rest | 0x80);
        span[length++] = (byte)rest;
        to.Advance(length);
    }
}
