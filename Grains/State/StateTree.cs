using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.State;

/// <summary>
/// One tree of a grain's state. <see cref="Apply"/> is the one way to change it; a grain acknowledges what it applied when
/// <see cref="JournaledState.Committed"/> completes. Readers take <see cref="Root"/> or a <see cref="Snapshot"/>: those of the version that
/// is committed, which with a journal behind it trails the <see cref="Working"/> one. In memory they are the same.
/// </summary>
internal sealed class StateTree(JournaledState state, LockerTree tree, int index)
{
    /// <summary>What readers see: good until the next change, on the grain's own thread.</summary>
    /// <exception cref="StorageUnavailableException">Another node may hold this grain by now.</exception>
    public TreeRoot Root
    {
        get
        {
            state.DemandServing();
            return Version is { } version ? version.Root : tree.Root;
        }
    }

    /// <summary>The same without texts that have expired.</summary>
    /// <exception cref="StorageUnavailableException">Another node may hold this grain by now.</exception>
    public TreeRoot RootNow(TimeProvider time)
    {
        var root = Root;
        return root.Top is { Earliest: < long.MaxValue } top ? new(top, Ticks(time)) : root;
    }

    /// <summary>What the grain itself decides by: everything that was applied.</summary>
    public TreeRoot Working => tree.Root;

    /// <summary>The same without texts that have expired.</summary>
    public TreeRoot WorkingNow(TimeProvider time) => tree.Earliest < long.MaxValue ? tree.RootAt(Ticks(time)) : tree.Root;

    /// <summary>At most the time (UTC ticks) at which the first text of the working state expires; <see cref="long.MaxValue"/> where none does.</summary>
    public long EarliestExpiry => tree.Earliest;

    /// <summary>How much readers see.</summary>
    public LockerStats Stats => Version is { } version ? new(version.TextCount, version.Bytes, 0) : WorkingStats;

    /// <summary>How much everything that was applied is.</summary>
    public LockerStats WorkingStats => new(tree.TextCount, tree.Bytes, 0);

    private TreeSnapshot? Version => state.CommittedVersion?[index];

    /// <summary>What readers see, for any thread and for as long as it is held.</summary>
    /// <exception cref="StorageUnavailableException">Another node may hold this grain by now.</exception>
    public TreeSnapshot Snapshot() => SnapshotAt(0);

    /// <summary>The same without texts that have expired.</summary>
    /// <exception cref="StorageUnavailableException">Another node may hold this grain by now.</exception>
    public TreeSnapshot SnapshotNow(TimeProvider time) => SnapshotAt(Root.Top is { Earliest: < long.MaxValue } ? Ticks(time) : 0);

    /// <summary>Looks for texts of the working state that have expired: see <see cref="LockerTree.FindOverdue"/>.</summary>
    public OverdueScan FindOverdue(long now, int most) => tree.FindOverdue(now, most);

    /// <summary>Applies a change: see <see cref="JournaledState.Apply"/>.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Apply(in Mutation mutation) => state.Apply(index, mutation);

    /// <summary>Stores a text that the grain itself keeps.</summary>
    public void Put(string path, byte[] text, long now) =>
        Apply(Mutation.Store(KeyPath.Of(path).Utf8, text, TextFormat.Plain, now));

    /// <summary>Removes what the grain itself keeps at and below a path.</summary>
    public void Drop(string path, long now) => Apply(Mutation.RemoveTree(KeyPath.Of(path).Utf8, now));

    /// <summary>Removes the text that the grain itself keeps at exactly a path.</summary>
    public void RemoveText(string path, long now) => Apply(Mutation.Remove(KeyPath.Of(path).Utf8, now));

    /// <summary>The text that the grain itself keeps at a path, or null.</summary>
    public byte[]? Text(string path) => Text(Working, path);

    private static long Ticks(TimeProvider time) => time.GetUtcNow().UtcTicks;

    private TreeSnapshot SnapshotAt(long now)
    {
        state.DemandServing();
        return Version is { } version ? version.Share(now) : tree.Snapshot(now);
    }

    /// <summary>The text at a path of one of the roots, or null.</summary>
    public static byte[]? Text(TreeRoot root, string path) => root.TryFind(KeyPath.Of(path).Utf8, out var node) ? node.Text : null;
}
