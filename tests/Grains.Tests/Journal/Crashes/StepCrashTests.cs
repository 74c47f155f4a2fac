using Lockers.Grains.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>One history of appends, a snapshot, folds, deleting and an erase, ended before and after each of its calls.</summary>
public sealed class StepCrashTests
{
    // More than the history has.
    private const int MostCalls = 2000;

    private static readonly JournalLimits Snapshots = new(MinTailBytes: 400, MaxTailSlots: 1000, ChunkBytes: 150);
    private static readonly JournalLimits Folds = new(MinTailBytes: 100_000, MaxTailSlots: 5, ChunkBytes: 150);

    private readonly SharedRecords _records = new();
    private readonly SteppedScheduler _scheduler = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<SimulatedOwner> _owners = [];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Ended_at_any_call_a_journal_keeps_what_was_acknowledged_and_the_next_owner_leaves_nothing_behind(bool snapshots)
    {
        var limits = snapshots ? Snapshots : Folds;
        var calls = 0;
        while (calls < MostCalls && !new StepCrashTests().Live(limits, endAt: calls, after: false)) calls++;
        Assert.InRange(calls, 100, MostCalls - 1);
        for (var call = 0; call < calls; call++) Assert.False(new StepCrashTests().Live(limits, call, after: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_compacted_journal_gives_the_same_state_as_its_changes(bool snapshots)
    {
        Assert.True(Live(snapshots ? Snapshots : Folds, endAt: MostCalls, after: false, erase: false));
        Assert.InRange(_records.Rows.Keys.Count(name => name[0] == 'c'), 1, 30);
        Assert.InRange(_records.Rows.Keys.Count(name => name[0] == 'j'), 1, 10);
    }

    /// <summary>Goes through the history twice, recovering in between; checks what is there after its end.</summary>
    /// <returns>Whether it came to its end by itself.</returns>
    private bool Live(JournalLimits limits, int endAt, bool after, bool erase = true)
    {
        var (random, number, calls, ended) = (new Random(7), 0, 0, false);
        for (var life = 0; life < 2 && !ended; life++)
        {
            var owner = Begin(limits, call =>
            {
                ended |= calls++ == endAt;
                if (!ended || after) call.Succeed();
                return ended;
            });
            if (!owner.IsReady) break;
            for (var change = 0; change < 24 && !ended; change++) Run(owner.Change(StateModel.Changes(random, ++number)));
            if (!ended && life == 1 && erase)
            {
                Run(owner.Change(StateModel.Clear()));
                Run(owner.Leave());
            }

            if (ended) break;
            Assert.Equal(erase && life == 1 ? 25 : 24, owner.Acknowledged);
            Assert.Null(owner.State.CompactionFailure);
            owner.Die();
        }

        if (!ended && erase) Assert.Empty(_records.Rows);
        foreach (var _ in _owners.ToList())
        {
            var next = Begin(limits, call =>
            {
                call.Succeed();
                return false;
            });
            Assert.True(next.IsReady);
            Assert.Null(next.State.CompactionFailure);
            Leftover.Check(_records, _owners);
            next.Die();
        }

        return !ended;
    }

    private SimulatedOwner Begin(JournalLimits limits, Func<StoreCall, bool> decide)
    {
        var before = _owners.LastOrDefault(owner => owner.IsReady);
        var owner = new SimulatedOwner(_records, _scheduler, _time, limits);
        owner.Records.Decide = call =>
        {
            owner.Records.IsDead |= decide(call);
            return true;
        };
        _owners.Add(owner);
        Run(owner.Begin(text =>
        {
            var state = before is null ? StateModel.Empty : before.Possible(text);
            Assert.True(state is not null, $"nobody can have left '{text}'");
            Assert.True(before is not null || text.Length == 0);
            return state!;
        }));
        return owner;
    }

    private void Run(Task task)
    {
        _scheduler.Drain();
        if (task.IsFaulted) task.GetAwaiter().GetResult();
    }
}
