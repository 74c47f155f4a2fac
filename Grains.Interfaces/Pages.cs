using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>Goes through a sorted list that comes a page at a time, each page behind the last item of the one before.</summary>
public static class Pages
{
    /// <summary>All items behind a first page, and those of that page.</summary>
    /// <param name="first">The first page.</param>
    /// <param name="full">How many items a page has that is not the last one.</param>
    /// <param name="key">The key of an item, by which the list is sorted.</param>
    /// <param name="next">Gives the page behind a key.</param>
    public static async IAsyncEnumerable<T> Behind<T>(
        ImmutableArray<T> first, int full, Func<T, string> key, Func<string, ValueTask<ImmutableArray<T>>> next)
    {
        for (var page = first; ; page = await next(key(page[^1])))
        {
            foreach (var item in page) yield return item;
            if (page.Length < full) yield break;
        }
    }
}
