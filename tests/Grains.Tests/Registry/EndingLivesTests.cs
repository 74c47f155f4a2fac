using Lockers.Grains.Registry;

namespace Lockers.Grains.Tests.Registry;

public class EndingLivesTests
{
    private readonly EndingLives _ending = new();

    [Fact]
    public void A_label_that_nothing_ends_is_gone_at_once()
    {
        Assert.True(_ending.Gone("X").AsTask().IsCompletedSuccessfully);
        Assert.False(_ending.IsEnding("X"));
    }

    [Fact]
    public async Task A_label_counts_as_ending_from_the_call_until_its_end()
    {
        var end = new TaskCompletionSource();
        var ended = _ending.End("X", () => end.Task);

        Assert.True(_ending.IsEnding("X"));
        Assert.False(_ending.IsEnding("Y"));
        var gone = _ending.Gone("X").AsTask();
        Assert.False(gone.IsCompleted);

        end.SetResult();
        await ended;
        await gone;
        Assert.False(_ending.IsEnding("X"));
    }

    [Fact]
    public async Task Ends_of_one_label_run_one_after_the_other_and_all_are_waited_for()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var begun = new List<int>();
        var one = _ending.End("X", () => Begin(1, first));
        var two = _ending.End("X", () => Begin(2, second));
        var gone = _ending.Gone("X").AsTask();
        Assert.Equal([1], begun);

        first.SetResult();
        await one;
        Assert.True(_ending.IsEnding("X"));
        Assert.False(gone.IsCompleted);

        second.SetResult();
        await two;
        await gone;
        Assert.Equal([1, 2], begun);

        Task Begin(int number, TaskCompletionSource end)
        {
            begun.Add(number);
            return end.Task;
        }
    }

    [Fact]
    public async Task Ends_of_different_labels_do_not_wait_for_each_other()
    {
        var x = new TaskCompletionSource();
        var ended = _ending.End("X", () => x.Task);

        await _ending.End("Y", () => Task.CompletedTask);

        Assert.True(_ending.IsEnding("X"));
        x.SetResult();
        await ended;
    }

    // The labels are the grain's alone: looking at them from another thread would be a race.
    [Fact]
    public Task Who_waits_goes_on_where_the_grain_runs_and_nowhere_else() => GrainThread.Run(async () =>
    {
        var end = new TaskCompletionSource();
        var ended = _ending.End("X", () => end.Task);
        var gone = _ending.Gone("X").AsTask();

        end.SetResult();
        Assert.False(SpinWait.SpinUntil(() => gone.IsCompleted, TimeSpan.FromMilliseconds(300)));

        await ended;
        await gone;
    });

    [Fact]
    public async Task An_end_that_fails_says_so_and_lets_the_next_begin()
    {
        var end = new TaskCompletionSource();
        var failing = _ending.End("X", () => end.Task);
        var next = _ending.End("X", () => Task.CompletedTask);
        var gone = _ending.Gone("X").AsTask();

        end.SetException(new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => failing);
        await next;
        await gone;
        Assert.False(_ending.IsEnding("X"));
    }
}
