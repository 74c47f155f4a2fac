using Lockers.Grains.Cluster;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Cluster;

public sealed class HeldGrainsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly HeldGrains _grains;

    public HeldGrainsTests() => _grains = new(_time);

    [Fact]
    public void Grains_are_listed_by_kind_and_prefix_a_page_at_a_time_and_only_those_that_hold_a_generation()
    {
        for (var at = 0; at < 2500; at++) _grains.Enter("L", $"k{at:D4}", Generation(at % 5 == 0 ? 0 : at));
        _grains.Enter("L", "j", Generation(1));
        _grains.Enter("I", "k1", Generation(1));

        var keys = new List<HeldGrain>();
        for (var after = ""; ;)
        {
            var page = _grains.List("L", "k", after);
            Assert.InRange(page.Length, 0, HeldGrains.MaxPage);
            keys.AddRange(page);
            if (page.Length < HeldGrains.MaxPage) break;
            after = page[^1].Key;
        }

        Assert.Equal(Enumerable.Range(0, 2500).Where(at => at % 5 != 0).Select(at => new HeldGrain($"k{at:D4}", at)), keys);
        Assert.Empty(_grains.List("L", "l", ""));
        Assert.Empty(_grains.List("P", "", ""));
    }

    [Fact]
    public void A_grain_that_went_is_not_listed_and_one_that_came_in_its_place_is()
    {
        var first = _grains.Enter("L", "a", Generation(1));
        var second = _grains.Enter("L", "a", Generation(2));
        first.Dispose();
        Assert.Equal([new("a", 2)], _grains.List("L", "", ""));
        second.Dispose();
        Assert.Empty(_grains.List("L", "", ""));
    }

    [Fact]
    public void A_grain_that_was_handed_over_stays_listed_as_one_that_has_left_until_it_comes_again()
    {
        var generation = 5;
        var leaving = _grains.Enter("L", "a", () => generation);
        leaving.Leave();
        generation = 0;
        Assert.Equal([new("a", 5, HasLeft: true)], _grains.List("L", "", ""));
        Assert.True(leaving.IsListed);

        _grains.Enter("L", "a", Generation(6));
        Assert.False(leaving.IsListed);
        Assert.Equal([new("a", 6)], _grains.List("L", "", ""));
    }

    // Who was asked may be lost with what it noted, and who asks the nodes in its stead has been told of no generation yet.
    [Fact]
    public async Task What_was_given_before_somebody_listed_the_grains_does_not_count()
    {
        var entry = _grains.Enter("L", "a", Generation(0));
        var answers = new Queue<TaskCompletionSource<long>>([new(), new()]);
        var (old, present) = (answers.First(), answers.Last());
        var asked = entry.Ask(() => new(answers.Dequeue().Task)).AsTask();
        Assert.Empty(_grains.List("L", "", ""));
        old.SetResult(7);
        Assert.False(asked.IsCompleted);
        present.SetResult(8);
        Assert.Equal(8, await asked);
    }

    [Fact]
    public async Task What_was_given_is_listed_before_the_grain_goes_on_and_not_for_long()
    {
        var entry = _grains.Enter("L", "a", Generation(0));
        Assert.Equal(7, await entry.Ask(() => new(7)));
        Assert.Equal([new("a", 7)], _grains.List("L", "", ""));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(_grains.List("L", "", ""));
    }

    private static Func<long> Generation(long generation) => () => generation;
}
