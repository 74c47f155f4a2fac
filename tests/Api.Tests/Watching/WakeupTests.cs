using Lockers.Api.Watching;
using Lockers.Tests.Shared;

namespace Lockers.Api.Tests.Watching;

public sealed class WakeupTests
{
    private readonly Wakeup _wakeup = new();

    [Fact]
    public void A_wait_ends_at_once_where_it_was_woken_before()
    {
        _wakeup.Set();
        _wakeup.Set();

        Assert.True(_wakeup.Wait().IsCompletedSuccessfully);
        Assert.False(_wakeup.Wait().IsCompleted);
    }

    [Fact]
    public async Task Waits_that_were_given_up_end_with_the_next_one()
    {
        var (first, second) = (_wakeup.Wait(), _wakeup.Wait());
        _wakeup.Set();

        await Task.WhenAll(first, second).WaitAsync(TestDeadlines.Step, TestContext.Current.CancellationToken);
        Assert.False(_wakeup.Wait().IsCompleted);
    }

    [Fact]
    public async Task What_was_done_before_it_is_woken_is_seen_behind_the_wait()
    {
        const int Changes = 200_000;
        var (written, read) = (0, 0);
        var reading = Task.Run(async () =>
        {
            while (read < Changes)
            {
                await _wakeup.Wait();
                read = Volatile.Read(ref written);
            }
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var change = 0; change < Changes / 2; change++)
            {
                Interlocked.Increment(ref written);
                _wakeup.Set();
            }
        }, TestContext.Current.CancellationToken)));

        await reading.WaitAsync(TestDeadlines.Step, TestContext.Current.CancellationToken);
        Assert.Equal(Changes, read);
    }
}
