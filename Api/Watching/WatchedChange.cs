using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>A change that goes to everyone who watches a locker. What is sent of it is rendered once for each form.</summary>
/// <param name="kind">What has changed.</param>
/// <param name="id">The place that is reached with it.</param>
/// <param name="locker">The locker.</param>
/// <param name="source">The tree that has changed; null for the locker's own.</param>
/// <param name="change">The change of the tree.</param>
internal class WatchedChange(WatchedKind kind, Place id, LockerName locker, ListedTree? source, TreeChange change)
{
    private readonly byte[]?[] _rendered = new byte[]?[EventForm.Count];

    /// <summary>What has changed.</summary>
    public WatchedKind Kind => kind;

    /// <summary>The place that is reached with it.</summary>
    public Place Id => id;

    /// <summary>The tree that has changed; null for the locker's own.</summary>
    public ListedTree? Source => source;

    /// <summary>The change of the tree.</summary>
    public TreeChange Change => change;

    /// <summary>Whether a text is to be sent in a form, and is not there though it is short enough.</summary>
    public bool LacksText(EventForm form) =>
        (kind == WatchedKind.Event || (kind == WatchedKind.Stored && form.HasData)) && change.Text is null && change.Bytes <= ChangePage.MaxTextBytes;

    /// <summary>Whether it ends a generation of the locker, so that what comes behind it is in another one.</summary>
    public bool EndsGeneration => source is null && (kind == WatchedKind.Closed || (kind == WatchedKind.Cleared && id.Revision == 0));

    /// <summary>About how many bytes it holds.</summary>
    public int Size => 256 + (change.Path.Utf8?.Length ?? 0) + (change.Text?.Length ?? 0);

    /// <summary>The same with another id.</summary>
    public WatchedChange With(Place other) => new(kind, other, locker, source, change);

    /// <summary>Whether it is of interest to those who watch a key and what is below it.</summary>
    /// <param name="filter">The key's path; null for the whole locker.</param>
    public bool IsBelow(byte[]? filter) => filter is null || kind switch
    {
        WatchedKind.Stored or WatchedKind.TextRemoved or WatchedKind.TextExpired => IsAtOrBelow(change.Path.Utf8, filter),
        WatchedKind.Removed or WatchedKind.Expired => IsAtOrBelow(change.Path.Utf8, filter) || IsAtOrBelow(filter, change.Path.Utf8),
        WatchedKind.Event => false,
        _ => true,
    };

    /// <summary>What is sent of it.</summary>
    public byte[] Render(EventForm form) => _rendered[form.Index] ??= RenderAnew(form);

    /// <summary>Renders what is sent of it.</summary>
    protected virtual byte[] RenderAnew(EventForm form) => EventRendering.Change(form, kind, id, locker, source, change);

    private static bool IsAtOrBelow(ReadOnlySpan<byte> path, ReadOnlySpan<byte> top) =>
        path.StartsWith(top) && (path.Length == top.Length || path[top.Length] == KeyPath.Separator);
}
