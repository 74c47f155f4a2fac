namespace Lockers.Grains.Watching;

/// <summary>The last changes of a kind, in the order of their revisions. The oldest go for new ones.</summary>
/// <param name="most">The most changes that it holds; a power of two.</param>
/// <param name="mostBytes">The most bytes of paths that it holds, but for one path.</param>
internal sealed class ChangeRing(int most, int mostBytes)
{
    private NotedChange[] _items = [];
    private int _first;
    private long _bytes;

    /// <summary>How many it holds.</summary>
    public int Count { get; private set; }

    /// <summary>The highest revision of a change that it holds no longer.</summary>
    public long Floor { get; private set; }

    /// <summary>One of them, from the oldest on.</summary>
    public ref readonly NotedChange this[int at] => ref _items[(_first + at) & (_items.Length - 1)];

    /// <summary>Adds the newest.</summary>
    /// <returns>Whether another had to go.</returns>
    public bool Add(in NotedChange change)
    {
        var full = Count == most || (Count > 0 && _bytes + change.Path.Length > mostBytes);
        while (Count == most || (Count > 0 && _bytes + change.Path.Length > mostBytes)) DropOldest();
        if (Count == _items.Length) Grow();
        _items[(_first + Count) & (_items.Length - 1)] = change;
        Count++;
        _bytes += change.Path.Length;
        return full;
    }

    /// <summary>The place of the first one behind a revision.</summary>
    public int FirstBehind(long revision)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (this[middle].Revision <= revision) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>Forgets those behind a revision: they were taken back.</summary>
    public void TakeBack(long revision)
    {
        var left = FirstBehind(revision);
        while (Count > left)
        {
            Count--;
            ref var item = ref _items[(_first + Count) & (_items.Length - 1)];
            _bytes -= item.Path.Length;
            item = default;
        }
    }

    /// <summary>Forgets all.</summary>
    /// <param name="floor">The revision behind which it holds everything from now on.</param>
    public void Clear(long floor)
    {
        (_items, _first, Count, _bytes) = ([], 0, 0, 0);
        Floor = floor;
    }

    private void DropOldest()
    {
        ref var oldest = ref _items[_first];
        Floor = Math.Max(Floor, oldest.Revision);
        _bytes -= oldest.Path.Length;
        oldest = default;
        _first = (_first + 1) & (_items.Length - 1);
        Count--;
    }

    private void Grow()
    {
        var items = new NotedChange[Math.Max(16, 2 * _items.Length)];
        for (var at = 0; at < Count; at++) items[at] = this[at];
        (_items, _first) = (items, 0);
    }
}
