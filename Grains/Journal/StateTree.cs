using System.Diagnostics.CodeAnalysis;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Journal;

/// <summary>
/// A tree that is a grain's state. <see cref="Apply"/> is the one way to change it; a grain acknowledges what it applied
/// when <see cref="Committed"/> completes. Readers take <see cref="Root"/> or a <see cref="Snapshot"/>: the root that is
/// committed, which with a journal behind it trails the <see cref="Working"/> one. In memory they are the same.
/// </summary>
internal sealed class StateTree(LockerTree tree)
{
    /// <summary>An empty one.</summary>
    public StateTree()
        : this(new LockerTree())
    {
    }

    /// <summary>What readers see: good until the next change, on the grain's own thread.</summary>
    public TreeRoot Root => tree.Root;

    /// <summary>What the grain itself decides by: everything that was applied.</summary>
    public TreeRoot Working => tree.Root;

    /// <summary>What readers see, for any thread and for as long as it is held.</summary>
    public TreeSnapshot Snapshot() => tree.Snapshot();

    /// <summary>Keys that hold text.</summary>
    public long TextCount => tree.TextCount;

    /// <summary>Bytes of those texts and of all keys.</summary>
    public long Bytes => tree.Bytes;

    /// <summary>Applies a change.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Apply(in Mutation mutation) => tree.Apply(mutation);

    /// <summary>Completes when everything that was applied so far would survive: in memory at once.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "What a journal behind this tree decides.")]
    public ValueTask Committed() => default;

    /// <summary>Stores a text that the grain itself keeps.</summary>
    public void Put(string path, byte[] text, long now) =>
        Apply(Mutation.Store(KeyPath.Of(path).Utf8, text, TextFormat.Plain, now));

    /// <summary>Removes what the grain itself keeps at and below a path.</summary>
    public void Drop(string path, long now) => Apply(Mutation.RemoveTree(KeyPath.Of(path).Utf8, now));

    /// <summary>The text that the grain itself keeps at a path, or null.</summary>
    public byte[]? Text(string path) => Working.TryFind(KeyPath.Of(path).Utf8, out var node) ? node.Text : null;
}
