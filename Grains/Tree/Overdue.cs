namespace Lockers.Grains.Tree;

/// <summary>
/// What readers see of texts that have expired and are not removed yet: nothing, nor of keys that hold nothing else. It is looked for only in
/// pages whose first text to expire is overdue, so that what does not expire costs nothing.
/// </summary>
internal static class Overdue
{
    /// <summary>Whether a text expires no later than now. With a <paramref name="now"/> of 0 none does.</summary>
    internal static bool Is(long expires, long now) => expires != 0 && expires <= now;

    /// <summary>Whether a leaf page's key is there for readers.</summary>
    internal static bool IsThere(in Slot slot, long expires, long now)
    {
        if (slot.Text is not null && !Is(expires, now)) return true;
        return slot.Subkeys is { } subkeys ? HasAny(subkeys, now) : slot.Text is null;
    }

    /// <summary>Whether any key of a page, or of the pages below it, is there for readers.</summary>
    internal static bool HasAny(Page top, long now)
    {
        if (top.Earliest > now) return true;
        var pages = new Stack<Page>();
        pages.Push(top);
        while (pages.TryPop(out var page))
        {
            for (var at = 0; at < page.Count; at++)
            {
                ref readonly var slot = ref page.Slots[at];
                var below = page.Leaf ? slot.Subkeys : slot.Child;
                if (below is null ? IsThere(slot, page.Expires(at), now) : below.Earliest > now) return true;
                if (below is null) continue;
                if (page.Leaf && slot.Text is not null && !Is(page.Expires(at), now)) return true;
                pages.Push(below);
            }
        }

        return false;
    }
}
