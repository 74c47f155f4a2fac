using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster;

[Collection(nameof(SmallCluster))]
public class CurrentTests(SmallCluster cluster)
{
    private static readonly string Prefix = Guid.NewGuid().ToString("N")[..8];

    // Open is linearizable: once it has answered, nobody anywhere sees the locker before.
    [Fact]
    public async Task A_locker_that_was_opened_through_one_door_is_current_at_once_through_every_other()
    {
        for (var round = 0; round < 150; round++)
        {
            var label = $"{Prefix}-{round}";
            Assert.Equal(200, (await cluster.Doors[round % 3].Post($"/lockers/open/{label}")).Status);

            foreach (var door in cluster.Doors)
            {
                Assert.Contains($"locker {label} ", (await door.Post("/lockers/current/store/A", label)).Text, StringComparison.Ordinal);
                Assert.Equal(label, (await door.Get("/lockers/current/get/A")).Text);
            }
        }
    }

    [Fact]
    public async Task Nobody_sees_the_old_locker_after_anybody_saw_the_new_one()
    {
        await cluster.Node.Post($"/lockers/open/{Prefix}-0000");
        using var stop = new CancellationTokenSource();
        var latest = 0;
        var readers = cluster.Doors.SelectMany(door => new[] { Read(door), Read(door) }).ToList();

        for (var round = 1; round <= 100; round++)
        {
            await cluster.Doors[round % 3].Post($"/lockers/open/{Prefix}-{round:D4}");
            Seen(round);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);

        async Task Read(NodeClient door)
        {
            while (!stop.IsCancellationRequested)
            {
                var atLeast = Volatile.Read(ref latest);
                var answer = await door.Post("/lockers/current/store/A", "x");
                var label = answer.Text.Split(' ').First(word => word.StartsWith(Prefix, StringComparison.Ordinal));
                var round = int.Parse(label[^4..], System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(round >= atLeast, $"{round} was current after {atLeast} had been seen.");
                Seen(round);
            }
        }

        void Seen(int round)
        {
            for (var seen = Volatile.Read(ref latest); seen < round;) seen = Interlocked.CompareExchange(ref latest, round, seen);
        }
    }

    [Fact]
    public async Task What_was_closed_through_one_door_is_gone_at_once_through_every_other()
    {
        for (var round = 0; round < 30; round++)
        {
            var label = $"{Prefix}-closed-{round}";
            await cluster.One.Post($"/lockers/open/{label}");
            foreach (var door in cluster.Doors) await door.Post("/lockers/current/store/A", "x");

            await cluster.Doors[round % 3].Post($"/lockers/close/{label}");

            foreach (var door in cluster.Doors)
            {
                Assert.Equal(404, (await door.Get($"/lockers/{label}/get/A")).Status);
                Assert.Contains("locker default ", (await door.Post("/lockers/current/store/A", "x")).Text, StringComparison.Ordinal);
            }
        }
    }
}
