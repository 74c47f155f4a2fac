using System.Runtime.InteropServices;

namespace Lockers.Grains.Results;

/// <summary>How the members of results are merged; the rules are those of "Results" in goto's registry.</summary>
internal static class Merging
{
    /// <summary>The sum of two numbers that are not negative, at most <see cref="long.MaxValue"/>.</summary>
    public static long Sum(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;

    /// <summary>The earlier of two times; an unset one (0) does not count.</summary>
    public static long Earliest(long a, long b) => a == 0 || (b != 0 && b < a) ? b : a;

    /// <summary>The later of two times; an unset one is 0 and earlier than all.</summary>
    public static long Latest(long a, long b) => Math.Max(a, b);

    public static void Merge(this Dictionary<string, long> into, Dictionary<string, long> other)
    {
        foreach (var (key, count) in other)
        {
            ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(into, key, out _);
            slot = Sum(slot, count);
        }
    }

    public static void Merge(this Dictionary<string, CountInfo> into, Dictionary<string, CountInfo> other)
    {
        foreach (var (key, count) in other)
        {
            ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(into, key, out _);
            slot = slot.Merge(count);
        }
    }

    public static void Merge(this Dictionary<string, HeaderCounts> into, Dictionary<string, HeaderCounts> other)
    {
        foreach (var (header, counts) in other)
        {
            into.At(header).Merge(counts);
        }
    }

    public static void Merge(
        this Dictionary<string, Dictionary<string, CountInfo>> into, Dictionary<string, Dictionary<string, CountInfo>> other)
    {
        foreach (var (key, counts) in other)
        {
            into.At(key).Merge(counts);
        }
    }

    public static void Merge(
        this Dictionary<string, Dictionary<string, HeaderCounts>> into, Dictionary<string, Dictionary<string, HeaderCounts>> other)
    {
        foreach (var (key, headers) in other)
        {
            into.At(key).Merge(headers);
        }
    }

    /// <summary>What is there at a key, or else a new one put there: merging copies, it never shares.</summary>
    public static T At<T>(this Dictionary<string, T> map, string key)
        where T : class, new() =>
        CollectionsMarshal.GetValueRefOrAddDefault(map, key, out _) ??= new T();
}
