using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Tree;

/// <summary>
/// Finds texts that have expired, some at a time, and on the way lets the pages where there are none any more say so. What it does
/// at once is bounded, however many have expired; the next scan goes on where this one ended.
/// </summary>
internal sealed class OverdueScan(long now, int most)
{
    /// <summary>The most keys and pages that one scan looks at.</summary>
    internal const int MaxLooks = 50_000;

    private readonly Stack<Frame> _frames = new();
    private byte[] _path = new byte[64];
    private int _length;
    private int _depth;

    /// <summary>The paths of the texts that were found.</summary>
    internal List<byte[]> Paths { get; } = [];

    /// <summary>Whether there may be more that have expired.</summary>
    internal bool IsCut { get; private set; }

    /// <summary>Looks through a tree.</summary>
    internal void Run(Page? top)
    {
        if (top is null || top.Earliest > now) return;
        _frames.Push(new Frame(top, opens: false, length: 0));
        for (var looks = 0; _frames.TryPeek(out var frame);)
        {
            if (frame.At == frame.Page.Count)
            {
                Leave();
                continue;
            }

            if (Paths.Count == most || looks++ == MaxLooks)
            {
                IsCut = true;
                return;
            }

            if (frame.Page.Leaf) Look(frame);
            else Go(frame, frame.Page.Slots[frame.At++].Child, opens: false);
        }
    }

    private void Look(Frame frame)
    {
        var at = frame.At++;
        ref readonly var slot = ref frame.Page.Slots[at];
        var expires = frame.Page.Expires(at);
        if (expires != 0) frame.Earliest = Math.Min(frame.Earliest, expires);
        var isOverdue = Overdue.Is(expires, now);
        if (!isOverdue && slot.Subkeys is null) return;
        var before = _length;
        Enter(slot);
        if (isOverdue) Paths.Add(_path.AsSpan(0, _length).ToArray());
        if (slot.Subkeys is { } subkeys && Go(frame, subkeys, opens: true, before)) _depth++;
        else _length = before;
    }

    private bool Go(Frame frame, Page below, bool opens, int length = 0)
    {
        if (below.Earliest > now)
        {
            frame.Earliest = Math.Min(frame.Earliest, below.Earliest);
            return false;
        }

        _frames.Push(new Frame(below, opens, length));
        return true;
    }

    // Everything in the page was seen: it knows again when its first text expires. That is so in every version that has the page.
    private void Leave()
    {
        var frame = _frames.Pop();
        frame.Page.SetEarliest(frame.Earliest);
        if (_frames.TryPeek(out var parent)) parent.Earliest = Math.Min(parent.Earliest, frame.Earliest);
        if (!frame.Opens) return;
        _length = frame.Length;
        _depth--;
    }

    private void Enter(in Slot slot)
    {
        if (_length + 1 + slot.KeyLength > _path.Length) Array.Resize(ref _path, 2 * (_length + 1 + slot.KeyLength));
        if (_depth > 0) _path[_length++] = KeyPath.Separator;
        slot.CopyKeyTo(_path.AsSpan(_length));
        _length += slot.KeyLength;
    }

    private sealed class Frame(Page page, bool opens, int length)
    {
        internal readonly Page Page = page;

        // Whether it is the first page of a key's subkeys: then the path is as long as before that key when it is left.
        internal readonly bool Opens = opens;
        internal readonly int Length = length;
        internal long Earliest = long.MaxValue;
        internal int At;
    }
}
