using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Watching;

/// <summary>
/// What is noted of the changes of a grain's data tree for those who follow it. Removals are noted always, for the tree itself does not show them;
/// stores only while somebody asks for changes, as a short way: the tree shows them too.
/// </summary>
/// <param name="maxRemovals">How many removals are noted; a power of two.</param>
/// <param name="maxStores">How many stores are noted while somebody follows; a power of two.</param>
internal sealed class ChangeFeed(int maxRemovals = ChangeFeed.MaxRemovals, int maxStores = ChangeFeed.MaxStores) : StateFeed
{
    /// <summary>How many removals are noted.</summary>
    public const int MaxRemovals = 4096;

    /// <summary>How many stores are noted while somebody follows.</summary>
    public const int MaxStores = 8192;

    private const int MaxPathBytes = 1024 * 1024;
    private const int Data = 0;
    private const int Meta = 1;

    private bool _notesStores;
    private int _unasked;
    private long _beginning;
    private long _loaded;
    private bool _knowsBeginning;
    private bool _isFirst;

    // The last one that is known of; only later ones are new.
    private long _generation;

    /// <summary>Whether the tree's texts are events: nobody is told when old ones go for new ones, so that is not noted.</summary>
    public bool IsTimeline { get; set; }

    /// <summary>Removals, and what else the tree does not show.</summary>
    public ChangeRing Removals { get; } = new(maxRemovals, MaxPathBytes);

    /// <summary>Stores.</summary>
    public ChangeRing Stores { get; } = new(maxStores, MaxPathBytes);

    /// <summary>The revision of the last change of what is kept beside the data.</summary>
    public long Listed { get; private set; }

    /// <summary>The revision at which something of that went, at most, in this generation: where that is not known any more, it is a later one.</summary>
    public long LastDrop { get; private set; }

    /// <inheritdoc/>
    public override long LastRemoval =>
        Math.Max(Math.Max(_loaded, LastDrop), Removals.Count > 0 ? Removals[Removals.Count - 1].Revision : Removals.Floor);

    /// <summary>
    /// Whether the tree and what is noted show all that has changed behind a revision. 0 stands for the beginning of the generation: a reader
    /// that was there has nothing that could have been removed. A reader that was at a revision before it may have been told some of what came later, so every removal
    /// since must be noted. What a load brought shows no revisions.
    /// </summary>
    public bool Reaches(long after)
    {
        if (after < _loaded) return false;
        if (after == 0) return _knowsBeginning;
        return after >= Removals.Floor || (_knowsBeginning && _isFirst && Removals.Floor == _beginning);
    }

    /// <summary>Whether every store behind a revision is noted.</summary>
    public bool HasStores(long after) => _notesStores && after >= Stores.Floor;

    /// <summary>Says that somebody follows: stores are noted from now on, for as long as somebody asks now and then.</summary>
    /// <param name="revision">The highest revision that was given out.</param>
    public void Ask(long revision)
    {
        _unasked = 0;
        if (_notesStores) return;
        _notesStores = true;
        Stores.Clear(revision);
    }

    /// <inheritdoc/>
    public override void Note(int tree, in Mutation m, TreeRoot first)
    {
        if (tree == Data && m.Kind is (MutationKind.Store or MutationKind.Import))
        {
            if (_notesStores) NoteStore(m);
        }
        else if (tree == Data)
        {
            NoteRemoval(m, first);
        }
        else if (tree == Meta)
        {
            NoteMeta(m);
        }
        else if (m.Kind == MutationKind.PutAway)
        {
            Removals.Add(new(m.Last, ChangeKind.Cleared, []));
        }
    }

    /// <inheritdoc/>
    public override void TakeBack(long committed, long revision)
    {
        if (_beginning > committed)
        {
            // What was known of the generation that goes on now is forgotten.
            Forget(revision);
            return;
        }

        Removals.TakeBack(committed);
        Stores.TakeBack(committed);
    }

    /// <inheritdoc/>
    public override void Forget(long revision)
    {
        (_knowsBeginning, _beginning, _loaded) = (false, 0, 0);
        (Listed, LastDrop) = (revision, revision);
        Removals.Clear(revision);
        if (_notesStores) Stores.Clear(revision);
    }

    private void NoteMeta(in Mutation m)
    {
        var generation = m.Path.AsSpan().SequenceEqual(GenerationTree.GenerationPath) && m.Text is { } text ? GenerationTree.GenerationOf(text) : 0;
        if (m.Kind == MutationKind.Restore)
        {
            _generation = Math.Max(_generation, generation);
            return;
        }

        Listed = m.Last;
        if (m.Kind is MutationKind.RemoveTree or MutationKind.Clear) LastDrop = m.Last;

        // A tree that was dropped can join its generation once more: then what is noted of it stays.
        if (generation > _generation) Begin(generation, m.Last);
    }

    private void Begin(long generation, long revision)
    {
        // Where no generation is known any more, it may be this one in which the tree was dropped.
        _isFirst = _generation != 0 || Removals.Floor == 0;
        (_generation, _knowsBeginning, _beginning, _loaded, LastDrop) = (generation, true, revision, 0, 0);
        Removals.Clear(revision);
    }

    private void NoteStore(in Mutation m)
    {
        if (++_unasked <= maxStores)
        {
            Stores.Add(new(m.TextRevision, ChangeKind.Stored, m.Path));
            return;
        }

        // Nobody has asked for as many stores as are noted.
        _notesStores = false;
        Stores.Clear(m.TextRevision);
    }

    private void NoteRemoval(in Mutation m, TreeRoot data)
    {
        switch (m.Kind)
        {
            case MutationKind.Remove or MutationKind.RemoveTree or MutationKind.Expire:
                if (IsTimeline) break;
                var (path, textOnly) = Topmost(m.Path, data);
                Removals.Add(new(m.Last, Kind(textOnly, expired: m.Kind == MutationKind.Expire), path));
                break;
            case MutationKind.Clear:
                Removals.Add(new(m.Last, ChangeKind.Cleared, []));
                break;
            case MutationKind.Take:
                _loaded = m.Last;
                break;
        }
    }

    private static ChangeKind Kind(bool textOnly, bool expired) =>
        textOnly ? expired ? ChangeKind.TextExpired : ChangeKind.TextRemoved : expired ? ChangeKind.Expired : ChangeKind.Removed;

    // The first key of the path that is there no longer has gone with all below it.
    private static (byte[] Path, bool TextOnly) Topmost(byte[] path, TreeRoot data)
    {
        var length = 0;
        while (true)
        {
            var comma = path.AsSpan(length).IndexOf(KeyPath.Separator);
            var end = comma < 0 ? path.Length : length + comma;
            if (!data.TryFind(path.AsSpan(0, end), out _)) return (end == path.Length ? path : path[..end], false);
            if (comma < 0) return (path, true);
            length = end + 1;
        }
    }
}
