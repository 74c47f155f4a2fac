using System.Runtime.InteropServices;

namespace Lockers.Grains.Results;

/// <summary>How the members of results are merged; the rules are those of "Results" in goto's registry.</summary>
internal static class Merging
{
    /// <summary>The sum of two numbers that are not negative, at most <see cref="long.MaxValue"/>.</summary>
    public static long Sum(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;

    /// <summary>The earlier of two times; an unset one does not count.</summary>
    public static Instant Earliest(Instant a, Instant b) => !a.IsSet || (b.IsSet && b.CompareTo(a) < 0) ? b : a;

    /// <summary>The later of two times; an unset one is earlier than all.</summary>
    public static Instant Latest(Instant a, Instant b) => a.CompareTo(b) < 0 ? b : a;

    public static Dictionary<string, long>? Sums(Dictionary<string, long>? into, Dictionary<string, long>? other) =>
        Maps(into, other, Sum);

    public static Dictionary<string, CountInfo>? Counts(Dictionary<string, CountInfo>? into, Dictionary<string, CountInfo>? other) =>
        Maps(into, other, static (a, b) => a.Merge(b));

    public static Dictionary<string, HeaderCounts>? Headers(
        Dictionary<string, HeaderCounts>? into, Dictionary<string, HeaderCounts>? other) =>
        Maps(into, other, static (a, b) =>
        {
            a ??= new HeaderCounts();
            a.Merge(b);
            return a;
        });

    public static Dictionary<string, Tally>? Tallies(Dictionary<string, Tally>? into, Dictionary<string, Tally>? other) =>
        Maps(into, other, static (a, b) =>
        {
            a ??= new Tally();
            a.Merge(b);
            return a;
        });

    public static Dictionary<string, Dictionary<string, CountInfo>>? CountsByKey(
        Dictionary<string, Dictionary<string, CountInfo>>? into, Dictionary<string, Dictionary<string, CountInfo>>? other) =>
        Maps(into, other, static (a, b) => Counts(a, b)!);

    public static Dictionary<string, Dictionary<string, HeaderCounts>>? HeadersByKey(
        Dictionary<string, Dictionary<string, HeaderCounts>>? into, Dictionary<string, Dictionary<string, HeaderCounts>>? other) =>
        Maps(into, other, static (a, b) => Headers(a, b)!);

    // Null is the empty map: most maps are empty, and a short text can have very many of them. What is new in the
    // other is merged with nothing, which copies it: the two never share.
    private static Dictionary<string, T>? Maps<T>(Dictionary<string, T>? into, Dictionary<string, T>? other, Func<T?, T, T> merge)
    {
        if (other is null)
        {
            return into;
        }

        into ??= new Dictionary<string, T>(other.Count);
        foreach (var (key, value) in other)
        {
            ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(into, key, out _);
            slot = merge(slot, value);
        }

        return into;
    }
}
