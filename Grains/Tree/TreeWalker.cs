using System.Text;

namespace Lockers.Grains.Tree;

/// <summary>
/// Walks a tree depth first, in key order, and can rest at any step: each node is entered, then its subkeys are walked, then
/// it is left. Takes a frame for each page on the way to where it stands, on the heap, so depth costs no stack.
/// </summary>
/// <remarks>Over a snapshot it runs on any thread, one at a time, until that snapshot is disposed.</remarks>
internal sealed class TreeWalker
{
    private readonly int _maxDepth;
    private readonly long _now;
    private readonly long _since;
    private Frame[] _frames = new Frame[4];
    private int _count;
    private bool _entered;

    /// <param name="top">The pages of the first level.</param>
    /// <param name="maxDepth">How many levels.</param>
    /// <param name="now">As of <see cref="TreeRoot"/>.</param>
    /// <param name="since">A revision: pages in which, and below which, nothing changed after it are left out; -1 leaves out none.</param>
    internal TreeWalker(Page? top, int maxDepth, long now = 0, long since = -1)
    {
        (_maxDepth, _now, _since) = (maxDepth, now, since);
        if (top is not null && maxDepth > 0 && top.Revision > since) Open(top);
    }

    /// <summary>Whether the node is being entered or left.</summary>
    internal WalkStep Step => _entered ? WalkStep.Enter : WalkStep.Leave;

    /// <summary>The node entered or left. Only after <see cref="MoveNext"/> gave true.</summary>
    internal TreeNode Node
    {
        get
        {
            ref readonly var frame = ref _frames[_count - 1];
            return new(frame.Page.Slots[frame.Next - 1], frame.Page.Expires(frame.Next - 1), _now);
        }
    }

    /// <summary>How deep the node is: 1 for the first level walked.</summary>
    internal int Depth { get; private set; }

    /// <summary>When entering: the node has subkeys that the depth asked for keeps from being walked.</summary>
    internal bool Trimmed => _entered && Depth >= _maxDepth && Node.HasSubKeys;

    // The frame on top is always that of the leaf page the node is in.
    private ref readonly Slot Current
    {
        get
        {
            ref readonly var frame = ref _frames[_count - 1];
            return ref frame.Page.Slots[frame.Next - 1];
        }
    }

    /// <summary>Goes to before the first key of the first level that sorts after this one. Only before the first step.</summary>
    internal void SkipTo(ReadOnlySpan<byte> after)
    {
        if (_count == 0) return;
        var key = new KeyProbe(after);
        var page = _frames[0].Page;
        while (!page.Leaf)
        {
            var at = page.ChildOf(key);
            _frames[_count - 1].Next = at + 1;
            page = page.Slots[at].Child;
            Push(page, opens: false);
        }

        var found = page.Search(key);
        _frames[_count - 1].Next = found < 0 ? ~found : found + 1;
    }

    /// <summary>Goes one step on; false at the end.</summary>
    internal bool MoveNext()
    {
        if (_entered)
        {
            var subkeys = Depth < _maxDepth ? Current.Subkeys : null;
            if (subkeys is null || subkeys.Revision <= _since)
            {
                _entered = false;
                return true;
            }

            Open(subkeys);
        }

        return Advance();
    }

    /// <summary>The keys that are still entered, of every level that is walked, as text.</summary>
    internal IEnumerable<string> Keys()
    {
        while (MoveNext())
        {
            if (_entered) yield return Encoding.UTF8.GetString(Node.Key);
        }
    }

    private bool Advance()
    {
        while (_count > 0)
        {
            ref var frame = ref _frames[_count - 1];
            if (frame.Next < frame.Page.Count)
            {
                var at = frame.Next++;
                if (frame.Page.Leaf)
                {
                    if (_now == 0 || Overdue.IsThere(frame.Page.Slots[at], frame.Page.Expires(at), _now)) return _entered = true;
                    continue;
                }

                if (frame.Page.Slots[at].Child is var child && child.Revision > _since) Push(child, opens: false);
            }
            else if (Pop())
            {
                _entered = false;
                return _count > 0;
            }
        }

        return _entered = false;
    }

    private void Open(Page root)
    {
        Push(root, opens: true);
        Depth++;
    }

    private void Push(Page page, bool opens)
    {
        if (_count == _frames.Length) Array.Resize(ref _frames, _count * 2);
        _frames[_count++] = new Frame { Page = page, Opens = opens };
    }

    /// <summary>Takes the top frame off; true when that ends a level.</summary>
    private bool Pop()
    {
        var opens = _frames[--_count].Opens;
        _frames[_count] = default;
        if (opens) Depth--;
        return opens;
    }

    private struct Frame
    {
        internal Page Page;
        internal int Next;

        // Whether it is the root page of a node's subkeys: then the frame below stands at that node.
        internal bool Opens;
    }
}
