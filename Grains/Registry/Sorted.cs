using Lockers.Grains.Tree;

namespace Lockers.Grains.Registry;

/// <summary>Sequences in the order of their keys' UTF-8 bytes.</summary>
internal static class Sorted
{
    /// <summary>Puts two sequences together; where both have a key, the first one's item stands.</summary>
    public static IEnumerable<T> Merge<T>(IEnumerable<T> first, IEnumerable<T> second, Func<T, string> key)
    {
        using var one = first.GetEnumerator();
        using var other = second.GetEnumerator();
        var (hasOne, hasOther) = (one.MoveNext(), other.MoveNext());
        while (hasOne || hasOther)
        {
            var order = !hasOne ? 1 : !hasOther ? -1 : Utf8Order.Instance.Compare(key(one.Current), key(other.Current));
            yield return order <= 0 ? one.Current : other.Current;
            if (order <= 0) hasOne = one.MoveNext();
            if (order >= 0) hasOther = other.MoveNext();
        }
    }
}
