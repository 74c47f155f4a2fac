using Lockers.Grains.Journal;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>One history of appends, a snapshot, folds, deleting and an erase, ended before and after each of its calls.</summary>
public sealed class StepCrashTests
{
    // More than the history has.
    private const int MostCalls = 2000;

    private static readonly JournalLimits Snapshots = new(MinTailBytes: 400, MaxTailRecords: 1000, ChunkBytes: 150);
    private static readonly JournalLimits Folds = new(MinTailBytes: 100_000, MaxTailRecords: 5, ChunkBytes: 150);

    private readonly SimulatedStorage _storage = new();
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
        Assert.InRange(_storage.Stored!.Chunks.Count, 1, 30);
        Assert.InRange(_storage.Stored.Records.Count, 0, 10);
    }

    /// <summary>Goes through the history twice, recovering in between; checks what is there after its end.</summary>
    /// <returns>Whether it came to its end by itself.</returns>
    private bool Live(JournalLimits limits, int endAt, bool after, bool erase = true)
    {
        var (random, number, calls, ended) = (new Random(7), 0, 0, false);
        for (var generation = 0; generation < 2 && !ended; generation++)
        {
            var owner = Begin(limits, call =>
            {
                ended |= calls++ == endAt;
                if (!ended || after) call.Succeed();
                return ended;
            });
            if (!owner.IsReady) break;
            for (var change = 0; change < 30 && !ended; change++) Run(owner.Change(StateModel.Changes(random, ++number)));
            if (!ended && generation == 1 && erase)
            {
                Run(owner.Change(StateModel.Clear()));
                Run(owner.Leave());
            }

            if (ended) break;
            Assert.Equal(erase && generation == 1 ? 31 : 30, owner.Acknowledged);
            Assert.Null(owner.State.CompactionFailure);
            owner.Die();
        }

        if (!ended && erase) Assert.Empty(_storage.Table.Names);
        foreach (var _ in _owners.ToList())
        {
            var next = Begin(limits, call =>
            {
                call.Succeed();
                return false;
            });
            Assert.True(next.IsReady);
            Assert.Null(next.State.CompactionFailure);
            Garbage.Check(_storage);
            next.Die();
        }

        return !ended;
    }

    private SimulatedOwner Begin(JournalLimits limits, Func<StorageCall, bool> decide)
    {
        var owner = new SimulatedOwner(_storage, _scheduler, _time, limits);
        owner.Storage.Decide = call =>
        {
            owner.Storage.IsDead |= decide(call);
            return true;
        };
        _owners.Add(owner);
        Run(owner.Begin(text => Lineage.Recovered(_storage, _owners, owner, text)));
        return owner;
    }

    private void Run(Task task)
    {
        _scheduler.Drain();
        if (task.IsFaulted) task.GetAwaiter().GetResult();
    }
}
