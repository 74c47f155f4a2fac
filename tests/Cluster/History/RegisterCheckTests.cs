using Xunit;
using static Lockers.Cluster.History.Operations;

namespace Lockers.Cluster.History;

public sealed class RegisterCheckTests
{
    [Fact]
    public void A_read_sees_what_was_written_last()
    {
        Possible(Store("a", 1, 2), Get("a", 3, 4), Store("b", 5, 6), Get("b", 7, 8), Remove(9, 10), Get(null, 11, 12));
        Impossible("overwritten by 'b'", Store("a", 1, 2), Store("b", 3, 4), Get("a", 5, 6));
        Impossible("had been removed", Store("a", 1, 2), Remove(3, 4), Get("a", 5, 6));
        Impossible("'a' was acknowledged, and is lost", Store("a", 1, 2), Get(null, 3, 4));
    }

    [Fact]
    public void A_read_during_a_write_sees_either_value_but_not_the_old_one_after_the_new_one()
    {
        Possible(Store("a", 1, 2), Store("b", 3, 10), Get("a", 4, 5), Get("b", 6, 7));
        Possible(Store("a", 1, 2), Store("b", 3, 10), Get("a", 4, 7), Get("b", 5, 6));
        Impossible("no order explains that 'a'", Store("a", 1, 2), Store("b", 3, 10), Get("b", 4, 5), Get("a", 6, 7));
    }

    [Fact]
    public void Two_readers_agree_on_the_order_of_two_writes()
    {
        Possible(Store("a", 1, 9), Store("b", 1, 9), Get("a", 2, 3), Get("b", 4, 5), Get("b", 10, 11));
        Impossible("no order", Store("a", 1, 9), Store("b", 1, 9), Get("a", 2, 3), Get("b", 4, 5), Get("a", 6, 7));
        Impossible("no order", Store("a", 1, 9), Store("b", 1, 9), Get("a", 2, 3), Get("b", 4, 5), Get("a", 10, 11));
    }

    [Fact]
    public void What_begins_at_the_moment_when_another_ends_overlaps_it()
    {
        Possible(Store("a", 1, 2), Get(null, 2, 3));
        Impossible("lost", Store("a", 1, 2), Get(null, 3, 4));
    }

    [Fact]
    public void An_unknown_write_takes_effect_late_or_never_but_once()
    {
        Possible(Store("a", 1, 2), Store("b", 3, 4, Outcome.Unknown), Get("a", 5, 6), Get("a", 90, 91));
        Possible(Store("a", 1, 2), Store("b", 3, 4, Outcome.Unknown), Get("a", 5, 6), Get("b", 90, 91));
        Possible(Store("a", 1, 2), Store("b", 3, 4, Outcome.Unknown), Store("c", 5, 6), Get("c", 7, 8), Get("b", 90, 91));
        Impossible("no order", Store("a", 1, 2), Store("b", 3, 4, Outcome.Unknown), Get("b", 5, 6), Get("a", 7, 8));
        Impossible("no order", Store("b", 3, 4, Outcome.Unknown), Get("b", 5, 6), Store("c", 7, 8), Get("c", 9, 10), Get("b", 11, 12));
        Impossible("written only later", Get("b", 1, 2), Store("b", 3, 4, Outcome.Unknown));
    }

    [Fact]
    public void An_unknown_remove_takes_effect_late_or_never_but_once()
    {
        Possible(Store("a", 1, 2), Remove(3, 4, Outcome.Unknown), Get("a", 5, 6), Get(null, 90, 91), Get(null, 92, 93));
        Possible(Store("a", 1, 2), Remove(3, 4, Outcome.Unknown), Get("a", 5, 6), Store("b", 7, 8), Get(null, 90, 91));
        Operation[] removedTwice = [Store("a", 2, 3), Get(null, 4, 5), Store("b", 6, 7), Get(null, 8, 9)];
        Possible([Remove(0, 1, Outcome.Unknown), Remove(0, 1, Outcome.Unknown), .. removedTwice]);
        Impossible("no order", [Remove(0, 1, Outcome.Unknown), .. removedTwice]);
        Impossible("'a' was acknowledged, and is lost", Store("a", 1, 2), Get(null, 3, 4), Remove(5, 6, Outcome.Unknown));
    }

    [Fact]
    public void A_refused_write_takes_no_effect()
    {
        Possible(Store("a", 1, 2), Store("b", 3, 4, Outcome.Refused), Remove(3, 4, Outcome.Refused), Get("a", 5, 6));
        Impossible("had been refused", Store("a", 1, 2), Store("b", 3, 4, Outcome.Refused), Get("b", 5, 6));
        Impossible("'a' was acknowledged, and is lost", Store("a", 1, 2), Remove(3, 4, Outcome.Refused), Get(null, 5, 6));
    }

    [Fact]
    public void A_read_without_an_answer_says_nothing() =>
        Possible(Store("a", 1, 2), Get(null, 3, 4, Outcome.Unknown), Get("a", 5, 6));

    [Fact]
    public void A_value_that_nobody_wrote_is_a_violation() => Impossible("nobody ever wrote", Store("a", 1, 2), Get("b", 3, 4));

    [Fact]
    public void Writing_a_value_twice_is_the_callers_mistake()
    {
        Assert.Throws<ArgumentException>(() => RegisterCheck.Violations([Store("a", 1, 2), Store("a", 3, 4)]));
        Assert.Throws<ArgumentException>(() => RegisterCheck.Violations([Store("a", 1, 2)], initial: "a"));
    }

    [Fact]
    public void Keys_are_registers_of_their_own_with_the_same_first_value()
    {
        Operation[] history =
        [
            Get("first", 1, 2) with { Key = "x" }, Store("a", 3, 4) with { Key = "x" },
            Get("first", 5, 6) with { Key = "y" }, Get("first", 7, 8) with { Key = "x" },
        ];

        var violation = Assert.Single(RegisterCheck.Violations(history, initial: "first"));

        Assert.Equal(("x", 7), (violation.Read.Key, violation.Read.Start));
    }

    [Fact]
    public void A_violation_shows_the_operations_around_it()
    {
        Operation[] history = [Store("a", 1_000_000, 2_000_000), Store("b", 3_000_000, 4_000_000), Get("a", 5_000_000, 6_000_000)];
        var violation = Assert.Single(RegisterCheck.Violations(history));

        var lines = violation.ToString().Split('\n');

        Assert.Equal("key k: 'a' was there although it had been overwritten by 'b'", lines[0]);
        Assert.Matches(@"^    +0\.0 +1\.0 ms +client  0  Store +'a' +Done", lines[1]);
        Assert.Matches(@"^>> +4\.0 +5\.0 ms +client  0  Get +'a' +Done", lines[3]);
    }

    private static void Possible(params Operation[] history)
    {
        Assert.Empty(RegisterCheck.Violations(history));
        Assert.True(BruteForce.Explains(history));
    }

    private static void Impossible(string reason, params Operation[] history)
    {
        Assert.Contains(reason, Assert.Single(RegisterCheck.Violations(history)).Reason, StringComparison.Ordinal);
        Assert.False(BruteForce.Explains(history));
    }
}
