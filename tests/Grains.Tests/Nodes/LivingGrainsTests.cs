using Lockers.Grains.Nodes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Nodes;

public sealed class LivingGrainsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LivingGrains _grains;

    public LivingGrainsTests() => _grains = new(_time);

    [Fact]
    public void Grains_are_listed_by_kind_and_prefix_a_page_at_a_time_and_only_those_that_hold_a_life()
    {
        for (var at = 0; at < 2500; at++) _grains.Enter("L", $"k{at:D4}", Life(at % 5 == 0 ? 0 : at));
        _grains.Enter("L", "j", Life(1));
        _grains.Enter("I", "k1", Life(1));

        var keys = new List<LivingGrain>();
        for (var after = ""; ;)
        {
            var page = _grains.List("L", "k", after);
            Assert.InRange(page.Length, 0, LivingGrains.MaxPage);
            keys.AddRange(page);
            if (page.Length < LivingGrains.MaxPage) break;
            after = page[^1].Key;
        }

        Assert.Equal(Enumerable.Range(0, 2500).Where(at => at % 5 != 0).Select(at => new LivingGrain($"k{at:D4}", at)), keys);
        Assert.Empty(_grains.List("L", "l", ""));
        Assert.Empty(_grains.List("P", "", ""));
    }

    [Fact]
    public void A_grain_that_went_is_not_listed_and_one_that_came_in_its_place_is()
    {
        var first = _grains.Enter("L", "a", Life(1));
        var second = _grains.Enter("L", "a", Life(2));
        first.Dispose();
        Assert.Equal([new("a", 2)], _grains.List("L", "", ""));
        second.Dispose();
        Assert.Empty(_grains.List("L", "", ""));
    }

    [Fact]
    public void A_grain_that_was_handed_over_stays_listed_as_one_that_has_left_until_it_comes_again()
    {
        var life = 5;
        var leaving = _grains.Enter("L", "a", () => life);
        leaving.Leave();
        life = 0;
        Assert.Equal([new("a", 5, HasLeft: true)], _grains.List("L", "", ""));
        Assert.True(leaving.IsListed);

        _grains.Enter("L", "a", Life(6));
        Assert.False(leaving.IsListed);
        Assert.Equal([new("a", 6)], _grains.List("L", "", ""));
    }

    // Who was asked may be lost with what it noted, and who asks the nodes in its stead has been told of no life yet.
    [Fact]
    public async Task What_was_given_before_somebody_listed_the_grains_does_not_count()
    {
        var entry = _grains.Enter("L", "a", Life(0));
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
        var entry = _grains.Enter("L", "a", Life(0));
        Assert.Equal(7, await entry.Ask(() => new(7)));
        Assert.Equal([new("a", 7)], _grains.List("L", "", ""));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(_grains.List("L", "", ""));
    }

    private static Func<long> Life(long life) => () => life;
}
