using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>
/// A grain over its whole history: activations that come, freeze, die and overlap, on a storage that fails in every way that
/// storages do. A seed decides about all of it.
/// </summary>
internal sealed class SimulatedGrain(int seed)
{
    internal static readonly JournalLimits EarlyLimits = new(MinTailBytes: 500, MaxTailRecords: 6, ChunkBytes: 150);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly Random _random = new(seed);
    private readonly SimulatedStorage _storage = new();
    private readonly SteppedScheduler _scheduler = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<SimulatedOwner> _owners = [];
    private readonly List<Task> _tasks = [];

    // Calls that are still on their way, though nobody waits for them.
    private readonly List<StorageCall> _late = [];

    private int _changes;

    private IEnumerable<SimulatedOwner> Living => _owners.Where(owner => !owner.Storage.IsDead);

    internal void Run(int steps)
    {
        _storage.Erasing = id => Lineage.Erased(_owners, id);
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
        else if (choice < 27) _time.Advance(JournalCalls.Deadline);
        else if (choice < 30) Land();
        else Decide();
    }

    private void Activate()
    {
        if (Living.Count() > 2) return;
        var owner = new SimulatedOwner(_storage, _scheduler, _time, EarlyLimits, _random.Next(1, 5)) { Speed = 1 << _random.Next(6) };
        _owners.Add(owner);
        _tasks.Add(owner.Begin(text => Recovered(owner, text)));
    }

    private StateModel Recovered(SimulatedOwner owner, string text) => Lineage.Recovered(_storage, _owners, owner, text);

    private void Kill()
    {
        if (Pick(Living) is { } owner) Kill(owner);
    }

    private void Kill(SimulatedOwner owner)
    {
        while (owner.Storage.Open.Count > 0)
        {
            var call = owner.Storage.Take(0);
            if (_random.Next(3) == 0 && !call.IsRead) _late.Add(call);
            else if (_random.Next(2) == 0) call.Land(late: false);
        }

        owner.Die();
    }

    private void Leave()
    {
        if (Pick(Living.Where(owner => owner.IsReady && !owner.IsLeaving)) is not { } owner) return;
        if (_random.Next(2) == 0 && owner.CanEmpty) _tasks.Add(owner.Change(StateModel.Clear()));
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
        var calling = Living.Where(owner => owner.Storage.Open.Count > 0).ToList();
        if (calling.Count == 0) return;
        var at = _random.Next(calling.Sum(owner => owner.Speed));
        var owner = calling.First(owner => (at -= owner.Speed) < 0);
        var call = owner.Storage.Take(_random.Next(owner.Storage.Open.Count));
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
            case 3 when call.IsAppend:
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
            if (error is not (IOException or TimeoutException or JournalFencedException or StorageUnavailableException)) throw error!;
        }

        _tasks.RemoveAll(task => task.IsCompleted);
        foreach (var owner in _owners.Where(owner => owner.IsFenced && !owner.Storage.IsDead && !owner.IsLeaving).ToList())
        {
            _tasks.Add(owner.Leave());
        }
    }

    private void Stop()
    {
        foreach (var owner in Living.ToList()) Kill(owner);
        while (_late.Count > 0) Land();
    }

    /// <summary>Two recoveries find the same, leave nothing behind, and the second one's leave leaves nothing at all.</summary>
    private void End()
    {
        var found = Recover();
        Garbage.Check(_storage);
        var text = found.Committed;
        Kill(found);
        var again = Recover();
        Assert.Equal(text, again.Committed);
        Garbage.Check(_storage);
        _tasks.Add(again.Change(StateModel.Clear()));
        Settle();
        _tasks.Add(again.Leave());
        Settle();
        Garbage.Check(_storage);
        Assert.Empty(_storage.Table.Names);
    }

    private SimulatedOwner Recover()
    {
        var owner = new SimulatedOwner(_storage, _scheduler, _time, EarlyLimits);
        owner.Storage.Decide = call =>
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
