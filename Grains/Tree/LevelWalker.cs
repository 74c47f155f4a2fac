namespace Lockers.Grains.Tree;

/// <summary>Goes over the keys of one level, in their order or backwards, from any key on; what is below them is not walked.</summary>
/// <remarks>Over a snapshot it runs on any thread, one at a time, until that snapshot is disposed.</remarks>
internal sealed class LevelWalker
{
    private readonly Page? _top;
    private readonly bool _backwards;
    private Frame[] _frames = new Frame[4];
    private int _count;

    internal LevelWalker(TreeRoot root, bool backwards)
    {
        (_top, _backwards) = (root.Top, backwards);
        if (_top is not null) Push(_top, Before(_top));
    }

    /// <summary>The node that the walk stands at. Only after <see cref="MoveNext"/> gave true.</summary>
    internal TreeNode Node => new(_frames[_count - 1].Page.Slots[_frames[_count - 1].At]);

    /// <summary>Goes to where the next step gives the key that follows this one in the walk's direction, whether this one is there or not.</summary>
    internal void SkipTo(ReadOnlySpan<byte> key)
    {
        if (_top is null) return;
        _count = 0;
        var probe = new KeyProbe(key);
        var page = _top;
        while (!page.Leaf)
        {
            var at = page.ChildOf(probe);
            Push(page, at);
            page = page.Slots[at].Child;
        }

        var found = page.Search(probe);
        Push(page, found >= 0 ? found : _backwards ? ~found : ~found - 1);
    }

    /// <summary>Goes one key on; false at the end.</summary>
    internal bool MoveNext()
    {
        while (_count > 0)
        {
            ref var frame = ref _frames[_count - 1];
            frame.At += _backwards ? -1 : 1;
            if (frame.At < 0 || frame.At >= frame.Page.Count) _frames[--_count] = default;
            else if (frame.Page.Leaf) return true;
            else Push(frame.Page.Slots[frame.At].Child, Before(frame.Page.Slots[frame.At].Child));
        }

        return false;
    }

    /// <summary>
    /// Goes on, only forwards, to where the next step gives the key that comes so many keys later. Takes a look at each page of keys in between: 32 keys,
    /// where a level is long.
    /// </summary>
    internal void Skip(long keys)
    {
        while (keys > 0 && _count > 0)
        {
            ref var frame = ref _frames[_count - 1];
            if (frame.Page.Leaf)
            {
                var step = (int)Math.Min(keys, frame.Page.Count - 1 - frame.At);
                frame.At += step;
                keys -= step;
                if (keys > 0) _frames[--_count] = default;
            }
            else if (++frame.At == frame.Page.Count) _frames[--_count] = default;
            else Push(frame.Page.Slots[frame.At].Child, Before(frame.Page.Slots[frame.At].Child));
        }
    }

    /// <summary>Goes, only forwards, to where the next step gives this key, or where it is missing the one that follows it.</summary>
    /// <returns>How many keys come before it. Takes a look at each page of them.</returns>
    internal long SkipToPlace(ReadOnlySpan<byte> key)
    {
        if (_top is null) return 0;
        _count = 0;
        var probe = new KeyProbe(key);
        var page = _top;
        long before = 0;
        while (!page.Leaf)
        {
            var at = page.ChildOf(probe);
            for (var i = 0; i < at; i++) before += PageTree.Count(page.Slots[i].Child);
            Push(page, at);
            page = page.Slots[at].Child;
        }

        var found = page.Search(probe);
        var first = found >= 0 ? found : ~found;
        Push(page, first - 1);
        return before + first;
    }

    private int Before(Page page) => _backwards ? page.Count : -1;

    private void Push(Page page, int at)
    {
        if (_count == _frames.Length) Array.Resize(ref _frames, _count * 2);
        _frames[_count++] = new Frame { Page = page, At = at };
    }

    private struct Frame
    {
        internal Page Page;
        internal int At;
    }
}
