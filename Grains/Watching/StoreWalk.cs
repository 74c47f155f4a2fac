using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Watching;

/// <summary>The texts of a tree that were stored in a range of revisions, in the order of those: what a walk has found.</summary>
/// <param name="After">Behind which revision the range begins.</param>
/// <param name="UpTo">The last revision of the range.</param>
/// <param name="Stores">The stores.</param>
internal sealed record StoreWalk(long After, long UpTo, NotedChange[] Stores)
{
    /// <summary>The most stores that a walk gives: then the range ends with the last of them.</summary>
    public const int MaxStores = 8192;

    /// <summary>
    /// Walks a tree, on any thread, and passes by what has not changed. Of more than <see cref="MaxStores"/> it gives those with the lowest
    /// revisions: the next walk begins behind them.
    /// </summary>
    /// <param name="snapshot">The tree.</param>
    /// <param name="after">Behind which revision.</param>
    /// <param name="upTo">Up to which revision.</param>
    /// <param name="most">The most stores.</param>
    public static StoreWalk Run(TreeSnapshot snapshot, long after, long upTo, int most = MaxStores)
    {
        var found = new PriorityQueue<byte[], long>(Comparer<long>.Create(static (one, other) => other.CompareTo(one)));
        var frames = new Stack<Frame>();
        var path = new List<byte>();
        if (snapshot.Root.Top is { } top) frames.Push(new(top, 0, 0, IsBelow: false));
        while (frames.TryPop(out var frame))
        {
            if (frame.Next == frame.Page.Count) continue;
            frames.Push(frame with { Next = frame.Next + 1 });
            ref readonly var slot = ref frame.Page.Slots[frame.Next];
            if (!frame.Page.Leaf)
            {
                if (slot.Child.Revision > after) frames.Push(frame with { Page = slot.Child, Next = 0 });
                continue;
            }

            var revision = slot.TextRevision;
            var stored = slot.Text is not null && revision > after && revision <= upTo;
            var below = slot.Revision > after ? slot.Subkeys : null;
            if (!stored && below is null) continue;
            path.RemoveRange(frame.PathLength, path.Count - frame.PathLength);
            if (frame.IsBelow) path.Add(KeyPath.Separator);
            path.AddRange(slot.ToKey());
            if (stored) Offer(found, path, revision, most);
            if (below is not null) frames.Push(new(below, 0, path.Count, IsBelow: true));
        }

        var stores = new NotedChange[found.Count];
        for (var at = stores.Length - 1; at >= 0; at--)
        {
            found.TryDequeue(out var key, out var revision);
            stores[at] = new(revision, ChangeKind.Stored, key!);
        }

        return new(after, stores.Length == most ? stores[^1].Revision : upTo, stores);
    }

    /// <summary>The place of the first one behind a revision.</summary>
    public int FirstBehind(long revision)
    {
        var (low, high) = (0, Stores.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Stores[middle].Revision <= revision) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static void Offer(PriorityQueue<byte[], long> found, List<byte> path, long revision, int most)
    {
        if (found.Count < most) found.Enqueue([.. path], revision);
        else if (found.TryPeek(out _, out var highest) && revision < highest) found.DequeueEnqueue([.. path], revision);
    }

    // Where the walk stands in a page. The keys of a level below have a separator before them, also where the key above is empty.
    private readonly record struct Frame(Page Page, int Next, int PathLength, bool IsBelow);
}
