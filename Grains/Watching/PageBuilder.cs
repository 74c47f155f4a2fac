using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Watching;

/// <summary>Puts a page of changes together.</summary>
/// <param name="root">What is committed of the tree.</param>
/// <param name="texts">Whether texts are given with the changes.</param>
/// <param name="isTimeline">Whether the texts are events: of one that is too long the data is left out.</param>
/// <param name="most">The most changes.</param>
internal sealed class PageBuilder(TreeRoot root, bool texts, bool isTimeline, int most)
{
    private const int MaxBytes = 256 * 1024;

    // Stores whose place later ones have taken cost a look each.
    private const int LookedForEach = 16;

    private readonly ImmutableArray<TreeChange>.Builder _changes = ImmutableArray.CreateBuilder<TreeChange>();
    private int _bytes;
    private int _looked;

    /// <summary>How many changes there are.</summary>
    public int Count => _changes.Count;

    /// <summary>Whether there is no room for another one.</summary>
    public bool IsFull => _changes.Count >= most || _bytes >= MaxBytes || _looked >= LookedForEach * most;

    /// <summary>The changes.</summary>
    public ImmutableArray<TreeChange> Changes => _changes.ToImmutable();

    /// <summary>Adds what is no store.</summary>
    public void Add(in NotedChange change)
    {
        _bytes += change.Path.Length;
        _changes.Add(new(change.Kind, new(change.Path), change.Revision));
    }

    /// <summary>Adds a store, unless a later change has taken its place: that one comes too.</summary>
    public void AddStore(in NotedChange store)
    {
        _looked++;
        if (!root.TryFind(store.Path, out var node) || node.Text is not { } text || node.TextRevision != store.Revision) return;
        var given = texts ? Given(text) : null;
        _bytes += store.Path.Length + (given?.Length ?? 0);
        _changes.Add(new(ChangeKind.Stored, new(store.Path), store.Revision, text.Length, given, node.Format));
    }

    private byte[]? Given(byte[] text) => text.Length <= ChangePage.MaxTextBytes ? text : isTimeline ? EventText.WithoutData(text) : null;
}
