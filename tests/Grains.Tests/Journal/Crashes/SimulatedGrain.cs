using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>
/// A grain over its whole history: activations that come, freeze, die and overlap, on a storage that fails in every way that
/// storages do. A seed decides about all of it.
/// </summary>
internal sealed class SimulatedGrain(int seed)
{
    internal static readonly JournalLimits EarlyLimits = new(MinTailBytes: 500, MaxTailSlots: 6, ChunkBytes: 150);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly Random _random = new(seed);
    private readonly SharedRecords _records = new();
    private readonly SteppedScheduler _scheduler = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<SimulatedOwner> _owners = [];
    private readonly List<Task> _tasks = [];

    // Calls that are still on their way, though nobody waits for them.
    private readonly List<StoreCall> _late = [];

    // Whose state may be the latest: one, or several that each would begin the journal.
    private List<SimulatedOwner> _heads = [];
    private Task? _recovering;
    private int _changes;

    private IEnumerable<SimulatedOwner> Living => _owners.Where(owner => !owner.Records.IsDead);

    internal void Run(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            Step();
            Settle();
        }

        Stop();
        End();
    }

    private void Step()
    {
        var choice = _random.Next(100);
        if (choice < 3) Activate();
        else if (choice < 5) Kill();
        else if (choice < 6) Leave();
        else if (choice < 22) Change();
        else if (choice < 26) _time.Advance(Tick);
        else if (choice < 27) _time.Advance(GrainStorageRecords.Deadline);
        else if (choice < 30) Land();
        else Decide();
    }

    private void Activate()
    {
        if (_recovering is { IsCompleted: false } || Living.Count() > 2) return;
        var owner = new SimulatedOwner(_records, _scheduler, _time, EarlyLimits) { Speed = 1 << _random.Next(6) };
        _owners.Add(owner);
        _recovering = owner.Begin(text => Recovered(owner, text));
        _tasks.Add(_recovering);
    }

    private StateModel Recovered(SimulatedOwner owner, string text)
    {
        var before = _heads.FirstOrDefault(head => head.Possible(text) is not null);
        var state = before?.Possible(text) ?? StateModel.Empty;
        Assert.True(before is not null || (_heads.Count == 0 && text.Length == 0), $"nobody can have left '{text}'");
        Assert.All(_heads, head => Assert.True(!head.HasCommitted || head.Possible(text) is not null, "two owners committed"));
        if (_records.Rows.ContainsKey(RecordNames.Manifest) && owner.Claimed)
        {
            foreach (var head in _heads) head.Supersede(text);
            _heads = [];
        }
        else
        {
            // Whoever has not begun either may still do so first: on its way out too, with what it was told before.
            _heads.RemoveAll(head => head.Claimed || (head.IsLeaving && head.HasCommitted));
        }

        _heads.Add(owner);
        return state;
    }

    private void Kill()
    {
        if (Pick(Living) is { } owner) Kill(owner);
    }

    private void Kill(SimulatedOwner owner)
    {
        while (owner.Records.Open.Count > 0)
        {
            var call = owner.Records.Take(0);
            if (_random.Next(3) == 0 && !call.IsRead) _late.Add(call);
            else if (_random.Next(2) == 0) call.Land(late: false);
        }

        owner.Die();
        if (_recovering is { IsCompleted: false } && owner == _owners[^1]) _recovering = null;
    }

    private void Leave()
    {
        if (Pick(Living.Where(owner => owner.IsReady && !owner.IsLeaving)) is not { } owner) return;
        var empties = _random.Next(2) == 0 && owner.CanEmpty;
        if ((empties || owner.State.IsEmpty) && _records.Rows.ContainsKey(RecordNames.Manifest) && !owner.IsSuperseded)
        {
            // What is erased fences nobody off: that is what leases are for, which are over by then. Nor is a call on its way
            // that a lease would have kept from being made.
            if (empties) _tasks.Add(owner.Change(StateModel.Clear()));
            foreach (var other in Living.Where(other => other != owner).ToList()) Kill(other);
            _late.Clear();
        }

        _tasks.Add(owner.Leave());
    }

    private void Change()
    {
        if (Pick(Living.Where(owner => owner.IsReady && !owner.IsLeaving)) is not { } owner) return;
        _tasks.Add(owner.Change(StateModel.Changes(_random, ++_changes)));
    }

    private void Land()
    {
        if (_late.Count == 0) return;
        var at = _random.Next(_late.Count);
        if (_random.Next(4) > 0) _late[at].Land();
        _late.RemoveAt(at);
    }

    private void Decide()
    {
        var calling = Living.Where(owner => owner.Records.Open.Count > 0).ToList();
        if (calling.Count == 0) return;
        var at = _random.Next(calling.Sum(owner => owner.Speed));
        var owner = calling.First(owner => (at -= owner.Speed) < 0);
        var call = owner.Records.Take(_random.Next(owner.Records.Open.Count));
        switch (_random.Next(30))
        {
            case 0:
                call.Refuse();
                break;
            case 1:
                call.LoseAnswer();
                break;
            case 2 when !call.IsRead:
                _late.Add(call);
                break;
            case 3 when call.IsInsert:
                call.TurnAway();
                break;
            default:
                call.Succeed();
                break;
        }
    }

    private SimulatedOwner? Pick(IEnumerable<SimulatedOwner> owners)
    {
        var some = owners.ToList();
        return some.Count == 0 ? null : some[_random.Next(some.Count)];
    }

    /// <summary>Lets everything run that can, and looks whether something failed.</summary>
    private void Settle()
    {
        _scheduler.Drain();
        foreach (var task in _tasks.Where(task => task.IsFaulted))
        {
            // A recovery and a leave may fail as the storage does.
            var error = task.Exception!.InnerException;
            if (error is not (IOException or TimeoutException or RecordConflictException or InvalidOperationException or StorageUnavailableException)) throw error!;
        }

        _tasks.RemoveAll(task => task.IsCompleted);
        foreach (var owner in _owners.Where(owner => owner.IsFenced && !owner.Records.IsDead && !owner.IsLeaving).ToList())
        {
            _tasks.Add(owner.Leave());
        }
    }

    private void Stop()
    {
        foreach (var owner in Living.ToList()) Kill(owner);
        while (_late.Count > 0) Land();
        _recovering = null;
    }

    /// <summary>Two recoveries find the same, leave nothing behind, and the second one's leave leaves nothing at all.</summary>
    private void End()
    {
        var found = Recover();
        Leftover.Check(_records, _owners);
        var text = found.Committed;
        Kill(found);
        var again = Recover();
        Assert.Equal(text, again.Committed);
        Leftover.Check(_records, _owners);
        _tasks.Add(again.Change(StateModel.Clear()));
        Settle();
        _tasks.Add(again.Leave());
        Settle();
        Leftover.Check(_records, _owners);
        Assert.DoesNotContain(RecordNames.Manifest, _records.Rows.Keys);
    }

    private SimulatedOwner Recover()
    {
        var owner = new SimulatedOwner(_records, _scheduler, _time, EarlyLimits);
        owner.Records.Decide = call =>
        {
            call.Succeed();
            return true;
        };
        _owners.Add(owner);
        var recovering = owner.Begin(text => Recovered(owner, text));
        Settle();
        recovering.GetAwaiter().GetResult();
        Assert.True(owner.State.Compacted.IsCompleted);
        Assert.Null(owner.State.CompactionFailure);
        return owner;
    }
}
