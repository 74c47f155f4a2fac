using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Grains.Tests.Watching;

public sealed class WatchHistoryTests
{
    private static readonly int Histories = Environment.GetEnvironmentVariable("LOCKERS_LONG") == "1" ? 200_000 : 4_000;

    [Fact]
    public async Task Whatever_happens_a_copy_that_follows_the_stream_becomes_what_is_committed()
    {
        var (resets, taken) = (0L, 0L);
        await Parallel.ForAsync(0, Histories, TestContext.Current.CancellationToken, async (seed, _) =>
        {
            var history = new WatchHistory(seed);
            try
            {
                await GrainThread.Run(() => history.Run(steps: 150)).WaitAsync(TestDeadlines.Step, CancellationToken.None);
                if (history.IsGentle) Assert.Equal(0, history.Resets);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
            }

            Interlocked.Add(ref resets, history.Resets);
            Interlocked.Add(ref taken, history.Taken);
        });

        // Otherwise the copies would be right for having been read over and over.
        Assert.InRange(resets, 1, taken / 4);
    }
}
