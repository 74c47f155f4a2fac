using System.Globalization;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Lockers.Grains.Watching;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Watching;

/// <summary>How often a tree is walked for those who catch up.</summary>
public sealed class StoreWalksTests
{
    private const int Keys = 200;
    private const int Walked = 20;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 27, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public Task Several_who_catch_up_and_are_not_in_step_share_walks() => GrainThread.Run(async () =>
    {
        var feed = new ChangeFeed();
        var state = new JournaledState(GenerationTree.Trees) { Feed = feed };
        var tree = new GenerationTree(state, _time);
        var changes = new TreeChanges(state, feed, tree, _time, CancellationToken.None) { MaxChanges = 5, MaxWalked = Walked };
        Assert.True(await tree.Join(7, () => new(7)));
        for (var key = 0; key < Keys; key++) await tree.Store(KeyPath.Of(key.ToString(CultureInfo.InvariantCulture)), "text"u8.ToArray(), TextFormat.Plain);
        var (reached, told) = (new long[4], new int[4]);

        // Each is some pages ahead of the next.
        for (var step = 0; told.Min() < Keys; step++)
        {
            Assert.True(step < Keys, "It does not end.");
            for (var reader = 0; reader < reached.Length; reader++)
            {
                if (step < 6 * reader || told[reader] == Keys) continue;
                var page = await changes.Read(new(7, reached[reader], Texts: false, Wait: false));
                (reached[reader], told[reader]) = (page.UpTo, told[reader] + page.Changes.Length);
            }
        }

        Assert.InRange(changes.Walks, 1, (Keys / Walked) + 1);
    });

    [Fact]
    public void The_walk_that_was_of_no_use_for_the_longest_time_goes_first()
    {
        var walks = new StoreWalks();
        for (var number = 0; number < StoreWalks.Most; number++) walks.Add(1, new(number, number + 1, []));
        Assert.Equal(0, walks.Find(1, 0, 0)!.After);

        walks.Add(1, new(100, 101, []));

        Assert.NotNull(walks.Find(1, 0, 0));
        Assert.Null(walks.Find(1, 1, 1));
        Assert.NotNull(walks.Find(1, 100, 100));
        Assert.Null(walks.Find(2, 100, 100));
        walks.Add(2, new(5, 6, []));
        Assert.Null(walks.Find(1, 100, 100));
    }

    [Fact]
    public void Long_paths_leave_room_for_fewer_walks_but_the_last()
    {
        var walks = new StoreWalks(maxBytes: 100);
        for (var number = 0; number < 3; number++) walks.Add(1, new(number, number + 1, [new(number + 1, ChangeKind.Stored, new byte[40])]));

        Assert.Null(walks.Find(1, 0, 0));
        Assert.NotNull(walks.Find(1, 1, 1));
        walks.Add(1, new(3, 4, [new(4, ChangeKind.Stored, new byte[400])]));
        Assert.Null(walks.Find(1, 1, 1));
        Assert.NotNull(walks.Find(1, 3, 3));
    }
}
