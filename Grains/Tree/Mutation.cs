using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Tree;

/// <summary>One change to a tree: what is applied, journalled and replayed.</summary>
/// <param name="Kind">What it does, and with it which of the other fields count.</param>
/// <param name="Path">The keys' UTF-8 bytes with <c>,</c> between them. Kept by nobody, written to by nobody.</param>
/// <param name="Text">The text; kept by the tree as it is, so nobody writes to it afterwards.</param>
/// <param name="Format">How the text was sent.</param>
/// <param name="First">Ticks (UTC, of a <see cref="DateTime"/>) at which a key that is missing came to be.</param>
/// <param name="Last">
/// The revision of the change, in ticks, which grows with each change of a grain; until it has one, the time of the change. For a restore, the
/// time of the last store at or below the node.
/// </param>
/// <param name="Restored">Only of a restore: the node's revisions; and of an import: its revision, twice.</param>
/// <param name="Expires">When the text that is stored or put back expires, UTC ticks; 0 for never.</param>
internal readonly record struct Mutation(
    MutationKind Kind, byte[] Path, byte[]? Text, TextFormat Format, long First, long Last, NodeRevisions Restored = default, long Expires = 0)
{
    /// <summary>The revision of the last change at or below the node that this one makes or puts back.</summary>
    internal long Revision => Kind is MutationKind.Restore or MutationKind.Import ? Restored.Tree : Last;

    /// <summary>The revision of the text that this change stores or puts back.</summary>
    internal long TextRevision => Kind is MutationKind.Restore or MutationKind.Import ? Restored.Text : Last;

    /// <summary>Puts text at a path.</summary>
    internal static Mutation Store(byte[] path, byte[] text, TextFormat format, long nowTicks) =>
        new(MutationKind.Store, path, text, format, nowTicks, nowTicks);

    /// <summary>Puts text at a path with the times of another store.</summary>
    internal static Mutation Import(byte[] path, byte[] text, TextFormat format, long first, long last, long nowTicks) =>
        new(MutationKind.Import, path, text, format, first, last, new(nowTicks, nowTicks));

    /// <summary>Takes the text at exactly a path.</summary>
    internal static Mutation Remove(byte[] path, long nowTicks) =>
        new(MutationKind.Remove, path, null, TextFormat.Plain, nowTicks, nowTicks);

    /// <summary>Takes the node at a path with all that is below it.</summary>
    internal static Mutation RemoveTree(byte[] path, long nowTicks) =>
        new(MutationKind.RemoveTree, path, null, TextFormat.Plain, nowTicks, nowTicks);

    /// <summary>Takes the text at exactly a path, which has expired.</summary>
    internal static Mutation Expire(byte[] path, long nowTicks) =>
        new(MutationKind.Expire, path, null, TextFormat.Plain, nowTicks, nowTicks);

    /// <summary>Takes everything.</summary>
    internal static Mutation Clear(long nowTicks = 0) => new(MutationKind.Clear, [], null, TextFormat.Plain, nowTicks, nowTicks);

    /// <summary>
    /// Puts a node back as it was, its subkeys left alone. No <paramref name="text"/> is a node without text. Ancestors that
    /// exist keep their times; those that do not come to be with the node's, until they are put back themselves.
    /// </summary>
    /// <remarks>What a load brings has no revisions here: it is as old as the generation that begins with it, whatever its times say.</remarks>
    internal static Mutation Restore(byte[] path, byte[]? text, TextFormat format, long first, long last) =>
        new(MutationKind.Restore, path, text, format, first, last);

    /// <summary>Puts a node of another version of a tree back, with its revisions.</summary>
    internal static Mutation Restore(byte[] path, in TreeNode node) => new(
        MutationKind.Restore, path, node.Text, node.Format, node.FirstReported, node.LastReported, new(node.TextRevision, node.Revision), node.Expires);

    /// <summary>Makes what is staged below a path the data tree.</summary>
    internal static Mutation Take(byte[] path, long nowTicks = 0) => new(MutationKind.Take, path, null, TextFormat.Plain, nowTicks, nowTicks);

    /// <summary>Puts what the data tree holds below a key of the tree of earlier epochs.</summary>
    internal static Mutation PutAway(byte[] key, long nowTicks) => new(MutationKind.PutAway, key, null, TextFormat.Plain, nowTicks, nowTicks);
}
