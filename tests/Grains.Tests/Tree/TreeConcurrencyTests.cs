using System.Collections.Concurrent;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

public sealed class TreeConcurrencyTests
{
    /// <summary>
    /// Every change in this test keeps two keys with the same text, in far pages, so a torn version shows in a single walk; a
    /// version that changes while it is read shows as two walks that differ.
    /// </summary>
    [Fact]
    public async Task Snapshots_read_on_other_threads_never_change()
    {
        var tree = new LockerTree();
        var snapshots = new BlockingCollection<TreeSnapshot>(boundedCapacity: 8);

        // Threads of their own: they wait, and the pool's are needed by the silos of other tests.
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () => Read(snapshots), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        var random = new Random(3);
        for (var round = 0; round < 600; round++)
        {
            for (var i = 0; i < 40; i++) Change(tree, random);
            // Readers that failed take none any more: then go on to what they say.
            if (!snapshots.TryAdd(tree.Snapshot(), TestDeadlines.Step)) break;
        }

        snapshots.CompleteAdding();
        var read = await Task.WhenAll(readers);

        Assert.Equal(600, read.Sum());
        TreeInvariants.Check(tree);
    }

    private static void Change(LockerTree tree, Random random)
    {
        var key = Paths.Numbered(random.Next(3000));
        byte[] text = [(byte)random.Next(), (byte)random.Next()];
        foreach (var half in (string[])["left,", "right,"])
        {
            var path = Paths.Of(half + key);
            var remove = text[0] < 90;
            tree.Apply(remove ? Mutation.Remove(path, 1) : Mutation.Store(path, text, TextFormat.Plain, 1));
        }
    }

    private static int Read(BlockingCollection<TreeSnapshot> snapshots)
    {
        var count = 0;
        foreach (var snapshot in snapshots.GetConsumingEnumerable())
        {
            using (snapshot)
            {
                var left = Below(snapshot.Root, "left"u8);
                Assert.Equal(snapshot.TextCount, left.Length * 2L);
                Assert.Equal(left, Below(snapshot.Root, "right"u8));
                Assert.Equal(left, Below(snapshot.Root, "left"u8));
                TreeInvariants.Check(snapshot);
            }

            count++;
        }

        return count;
    }

    private static string[] Below(TreeRoot root, ReadOnlySpan<byte> half)
    {
        if (!root.TryFind(half, out var node)) return [];

        return [.. Paths.Steps(node.Walk()).Where((_, at) => at % 2 == 0)];
    }
}
