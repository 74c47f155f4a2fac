using Lockers.Grains.Journal;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>A second owner comes at every call of the first, and the first goes on at every call of the second's recovery.</summary>
public sealed class TwoOwnersTests
{
    private const int MostCalls = 2000;
    private const int Changes = 28;

    private readonly SimulatedStorage _storage = new();
    private readonly SteppedScheduler _scheduler = new();
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_the_later_of_two_owners_can_acknowledge_wherever_they_meet(bool erases)
    {
        var (calls, met) = (0, 0);
        for (var ended = false; !ended; calls++)
        {
            // Until the whole recovery comes before the first one's next call.
            for (var ahead = 0; !new TwoOwnersTests().Meet(erases, calls, ahead, ref ended); ahead++) met++;
            Assert.True(calls < MostCalls);
        }

        Assert.InRange(met, 500, 100_000);
    }

    [Fact]
    public void A_recovery_that_another_owner_overtakes_at_any_call_finds_what_that_one_has_committed()
    {
        var ahead = 0;
        while (!new TwoOwnersTests().Overtake(ahead)) ahead++;

        Assert.InRange(ahead, 6, MostCalls);
    }

    /// <summary>The second owner makes some calls of its recovery; a third recovers, compacts and deletes; then the second goes on.</summary>
    /// <returns>Whether the second one had recovered before.</returns>
    private bool Overtake(int ahead)
    {
        var random = new Random(3);
        var (first, second, third) = (Owner(), Owner(), Owner());
        SimulatedOwner[] owners = [first, second, third];
        var story = Live(first, random, erases: false);
        Pass(first, MostCalls);
        Assert.True(story.IsCompletedSuccessfully);
        first.Die();
        var recovering = second.Begin(text => Lineage.Recovered(_storage, owners, second, text));
        Pass(second, ahead);
        var recovered = second.IsReady;
        var recoveringToo = third.Begin(text => Lineage.Recovered(_storage, owners, third, text));
        Pass(third, MostCalls);
        recoveringToo.GetAwaiter().GetResult();
        for (var number = 100; number < 120; number++)
        {
            _ = third.Change(StateModel.Changes(random, number));
            Pass(third, MostCalls);
        }

        Assert.Equal(20, third.Acknowledged);
        Pass(second, MostCalls);
        recovering.GetAwaiter().GetResult();
        if (!recovered) Assert.Equal(third.Committed, second.Committed);
        second.Die();
        third.Die();
        var last = Owner();
        var found = last.Begin(text => Lineage.Recovered(_storage, [.. owners, last], last, text));
        Pass(last, MostCalls);
        found.GetAwaiter().GetResult();
        Assert.Equal(third.Committed, last.Committed);
        Garbage.Check(_storage);
        return recovered;
    }

    /// <summary>One meeting: the first owner makes some calls, the second some, then each goes on to its end.</summary>
    /// <returns>Whether the second one had recovered before the first one's next call.</returns>
    private bool Meet(bool erases, int calls, int ahead, ref bool ended)
    {
        var random = new Random(3);
        var (first, second) = (Owner(), Owner());
        _storage.Erasing = id => Lineage.Erased([first, second], id);
        var story = Live(first, random, erases);
        Pass(first, calls);
        ended = first.Storage.Open.Count == 0;
        var recovering = second.Begin(text => Lineage.Recovered(_storage, [first, second], second, text));
        Pass(second, ahead);
        var recovered = recovering.IsCompleted;
        Pass(first, MostCalls);
        Pass(second, MostCalls);
        recovering.GetAwaiter().GetResult();
        for (var number = 100; number < 103; number++)
        {
            var change = second.Change(StateModel.Changes(random, number));
            Pass(second, MostCalls);
            change.GetAwaiter().GetResult();
        }

        Pass(first, MostCalls);
        Assert.True(story.IsCompletedSuccessfully || story.Exception?.InnerException is JournalFencedException, story.Exception?.Message);
        Assert.True(second.Acknowledged == 3 || (!second.TookOver && first.Acknowledged > 0), "nobody can acknowledge");
        Check(first, second);
        return recovered;
    }

    private void Check(SimulatedOwner first, SimulatedOwner second)
    {
        first.Die();
        second.Die();
        var third = Owner();
        var recovering = third.Begin(text => Lineage.Recovered(_storage, [first, second, third], third, text));
        Pass(third, MostCalls);
        recovering.GetAwaiter().GetResult();
        Garbage.Check(_storage);
    }

    private Task Live(SimulatedOwner owner, Random random, bool erases) => _scheduler.Start(async () =>
    {
        await owner.Begin(_ => StateModel.Empty);
        for (var number = 1; number <= Changes; number++) await owner.Change(StateModel.Changes(random, number));
        if (!erases) return;
        await owner.Change(StateModel.Clear());
        await owner.Leave();
    });

    /// <summary>Lets an owner make some calls, or fewer if it makes none.</summary>
    private void Pass(SimulatedOwner owner, int calls)
    {
        _scheduler.Drain();
        for (; calls > 0 && owner.Storage.Open.Count > 0; calls--)
        {
            owner.Storage.Take(0).Succeed();
            _scheduler.Drain();
        }
    }

    private SimulatedOwner Owner() => new(_storage, _scheduler, _time, SimulatedGrain.EarlyLimits);
}
