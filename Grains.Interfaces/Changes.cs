using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>Which changes of a tree are asked for.</summary>
/// <param name="Generation">The generation that the follower is in; 0 for none.</param>
/// <param name="After">
/// The revision behind which changes are given; 0 for everything of the generation; <see cref="Present"/> to be told only where the tree is now.
/// </param>
/// <param name="Texts">Whether texts up to <see cref="ChangePage.MaxTextBytes"/> are given.</param>
/// <param name="Wait">Whether to wait for a change where there is none.</param>
/// <param name="Margin">How many ticks before <paramref name="After"/> are given once more, as far as they are known.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.ChangesQuery)]
public readonly record struct ChangesQuery(
    [property: Id(0)] long Generation,
    [property: Id(1)] long After,
    [property: Id(2)] bool Texts,
    [property: Id(3)] bool Wait,
    [property: Id(4)] long Margin = 0)
{
    /// <summary>Asks where the tree is now.</summary>
    public const long Present = -1;
}

/// <summary>Some changes of a tree: at most 512, and about 256 KiB.</summary>
/// <param name="Generation">
/// The generation of the tree, 0 for none. Where it is not the one that was asked for, nothing else is said: that one is over.
/// </param>
/// <param name="Changes">The changes, in the order of their revisions.</param>
/// <param name="UpTo">The revision up to which everything is given; <see cref="ChangesQuery.Present"/> where even that is not known yet.</param>
/// <param name="Clock">A time, in ticks, that every further change has a revision behind, as long as no clock goes back.</param>
/// <param name="Listed">Of a locker, the revision at which what it lists has changed last; else 0.</param>
/// <param name="IsLeaving">Whether the grain is about to go, so that it does not wait.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.ChangePage)]
public sealed record ChangePage(
    [property: Id(0)] long Generation,
    [property: Id(1)] ImmutableArray<TreeChange> Changes,
    [property: Id(2)] long UpTo,
    [property: Id(3)] long Clock = 0,
    [property: Id(4)] long Listed = 0,
    [property: Id(5)] bool IsLeaving = false)
{
    /// <summary>The most bytes of a text that is given with its change. A longer one is to be read.</summary>
    public const int MaxTextBytes = 64 * 1024;
}

/// <summary>A committed change.</summary>
/// <param name="Kind">What has changed.</param>
/// <param name="Path">The key; of no meaning for what is about the whole tree.</param>
/// <param name="Revision">The revision of the change.</param>
/// <param name="Bytes">How long the text is.</param>
/// <param name="Text">The text, where it was asked for and is not too long; of an event that is too long, all but its data.</param>
/// <param name="Format">How the text was sent.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.TreeChange)]
public readonly record struct TreeChange(
    [property: Id(0)] ChangeKind Kind,
    [property: Id(1)] KeyPath Path,
    [property: Id(2)] long Revision,
    [property: Id(3)] int Bytes = 0,
    [property: Id(4)] byte[]? Text = null,
    [property: Id(5)] TextFormat Format = TextFormat.Plain);

/// <summary>What a change does.</summary>
public enum ChangeKind : byte
{
    /// <summary>A text was stored at the key.</summary>
    Stored = 0,

    /// <summary>The key went, with everything below it.</summary>
    Removed = 1,

    /// <summary>The text at the key went; the keys below it stay.</summary>
    TextRemoved = 2,

    /// <summary>Everything went.</summary>
    Cleared = 3,

    /// <summary>What has changed is not known any more: everything is to be read again.</summary>
    Reset = 4,

    /// <summary>The text at the key has expired, and the key went with everything below it.</summary>
    Expired = 5,

    /// <summary>The text at the key has expired; the keys below it stay.</summary>
    TextExpired = 6,
}

/// <summary>A tree that a locker lists.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Instance">The instance's address; empty for the peer's own tree; <see cref="IPeerInstanceGrain.Events"/> for its events.</param>
/// <param name="Since">The revision of the locker at which it was listed: another one where it was dropped and listed again.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.ListedTree)]
public readonly record struct ListedTree([property: Id(0)] string Peer, [property: Id(1)] string Instance, [property: Id(2)] long Since = 0);

/// <summary>Some of the trees that a locker lists.</summary>
/// <param name="Trees">The trees; fewer than were asked for are the last ones.</param>
/// <param name="Generation">The generation that they are of.</param>
/// <param name="Listed">As <see cref="ChangePage.Listed"/>: where it differs between two pages, the list has changed in between.</param>
/// <param name="LastDrop">The revision at which a tree was listed no longer, at most: where that is not known any more, it is a later one. 0 where none was.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.ListedTrees)]
public sealed record ListedTrees(
    [property: Id(0)] ImmutableArray<ListedTree> Trees,
    [property: Id(1)] long Generation,
    [property: Id(2)] long Listed,
    [property: Id(3)] long LastDrop = 0);
