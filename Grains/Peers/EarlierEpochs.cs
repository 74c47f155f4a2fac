using System.Globalization;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Peers;

/// <summary>
/// What an instance had reported when its pod registered again. Each epoch is kept whole, in the order of their numbers: those of
/// the pod's epochs, as its peer counts them, or else the next one that is free.
/// </summary>
/// <param name="tree">The instance's tree, which keeps epochs.</param>
/// <param name="time">The clock.</param>
internal sealed class EarlierEpochs(GenerationTree tree, TimeProvider time)
{
    /// <summary>The most epochs that are kept of one instance in one locker. With one more the oldest is dropped.</summary>
    public const int MaxKept = 8;

    private readonly StateTree _kept = tree.Epochs!;

    /// <summary>Empties the tree; what it held is kept, if it held anything.</summary>
    /// <param name="ended">The number of the epoch that it was reported in; -1 before the first.</param>
    public void PutAway(int ended)
    {
        var kept = Numbers(_kept.Working);

        // A peer whose epochs were forgotten counts from 0 again.
        if (tree.PutAway(Key(kept.Count > 0 ? Math.Max(ended, kept[^1] + 1) : ended))) Trim();
    }

    /// <summary>Drops the oldest of too many.</summary>
    public void Trim()
    {
        var kept = Numbers(_kept.Working);
        foreach (var epoch in kept.Take(kept.Count - MaxKept)) _kept.Drop(Key(epoch), time.GetUtcNow().UtcTicks);
    }

    /// <summary>What readers see of all of them, as long as it is held.</summary>
    public TreeSnapshot Snapshot() => tree.Shows(0) ? _kept.Snapshot() : new LockerTree().Snapshot();

    /// <summary>Those of one version, in order: the number and the tree.</summary>
    public static IEnumerable<(int Number, TreeRoot Root)> Of(TreeRoot kept)
    {
        var walker = kept.Walk(maxDepth: 1);
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Enter) yield return (Number(walker.Node), new TreeRoot(walker.Node.Subkeys));
        }
    }

    /// <summary>One of one version, or null.</summary>
    public static TreeRoot? Find(TreeRoot kept, int number) =>
        kept.TryFind(KeyPath.Of(Key(number)).Utf8, out var node) ? new TreeRoot(node.Subkeys) : null;

    /// <summary>The key of an epoch. Keys order as numbers from -1 on do.</summary>
    public static string Key(int number) => number.ToString("D10", CultureInfo.InvariantCulture);

    private static List<int> Numbers(TreeRoot kept) => [.. Of(kept).Select(epoch => epoch.Number)];

    private static int Number(TreeNode epoch) => int.Parse(Encoding.UTF8.GetString(epoch.Key), CultureInfo.InvariantCulture);
}
