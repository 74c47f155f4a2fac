using Lockers.Grains.Interfaces;
using Lockers.Grains.Tests.Journal.Crashes;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Grains.Tests.Simulation;

/// <summary>
/// Where simulated grains live: one thread, one clock, storage calls that are decided about one by one, calls between grains that get lost
/// on the way there or back. A seed decides about all of it.
/// </summary>
internal sealed class World(int seed)
{
    private readonly SteppedScheduler _scheduler = new();
    private readonly List<SimulatedActivation> _activations = [];
    private readonly List<StorageCall> _late = [];
    private Exception? _failure;

    public Random Random { get; } = new(seed);

    public FakeTimeProvider Time { get; } = new();

    /// <summary>Counts what happens, so that it can be told what came before what.</summary>
    public long Now { get; private set; }

    /// <summary>Whether nothing fails any more.</summary>
    public bool IsWell { get; set; }

    /// <summary>Whether the storage carries out what it is asked and does not answer.</summary>
    public bool SwallowsAnswers { get; set; }

    public Task<T> Start<T>(Func<Task<T>> work) => _scheduler.Start(work);

    public Task Start(Func<Task> work) => _scheduler.Start(work);

    public void Track(SimulatedActivation activation) => _activations.Add(activation);

    public void Fail(Exception error) => _failure ??= error;

    public long Tick() => ++Now;

    /// <summary>An identifier that none else has.</summary>
    public Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        return new(bytes);
    }

    /// <summary>Runs until everything waits for something.</summary>
    public void Drain()
    {
        _scheduler.Drain();
        if (_failure is not null) throw new InvalidOperationException("A grain broke.", _failure);
    }

    /// <summary>Decides about one call of the storage; false where none waits.</summary>
    public bool Decide()
    {
        _activations.RemoveAll(activation => activation.IsDead);
        var calling = _activations.Where(activation => activation.Storage.Open.Count > 0).ToList();
        if (calling.Count == 0) return false;
        var records = calling[Random.Next(calling.Count)].Storage;
        Decide(records.Take(Random.Next(records.Open.Count)));
        Tick();
        return true;
    }

    /// <summary>What a process that dies has asked of the storage may still be carried out, now or later.</summary>
    public void Scatter(SimulatedActivation? activation)
    {
        while (activation?.Storage.Open.Count > 0)
        {
            var call = activation.Storage.Take(0);
            if (Random.Next(3) == 0 && !call.IsRead) _late.Add(call);
            else if (Random.Next(2) == 0) call.Land(late: false);
        }
    }

    /// <summary>Carries out a call that nobody waits for any more.</summary>
    public void Land()
    {
        if (_late.Count == 0) return;
        var at = Random.Next(_late.Count);
        if (Random.Next(4) > 0) _late[at].Land();
        _late.RemoveAt(at);
    }

    /// <summary>A call from one activation (null: from outside) to a grain.</summary>
    public async Task<TResult> Call<T, TResult>(SimulatedActivation? caller, SimulatedGrain<T> grain, Func<T, Task<TResult>> method)
        where T : class
    {
        await Living(caller);
        if (!IsWell)
        {
            if (Random.Next(60) == 0) throw new TimeoutException("The call was lost on its way there.");
            if (Random.Next(60) == 0) throw new StorageUnavailableException("The call was refused.", notMade: true);
        }

        var (target, runs) = await grain.Get();
        await Living(caller);
        var call = Start(() => method(runs));
        await Task.WhenAny(call, target.Ended);
        await Living(caller);
        if (!call.IsCompleted || (!IsWell && Random.Next(60) == 0))
        {
            _ = call.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.None, _scheduler);
            throw new TimeoutException("The answer was lost.");
        }

        if (!IsWell && Random.Next(60) == 0) await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(3000)), Time);
        return await call;
    }

    /// <summary>What a message meets on its way to a process that gives no other sign of itself.</summary>
    public async Task Travel()
    {
        if (IsWell) return;
        switch (Random.Next(24))
        {
            case 0:
                throw new TimeoutException("The call was lost.");
            case 1:
                await new TaskCompletionSource().Task;
                break;
            case 2 or 3:
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(3000)), Time);
                break;
            default:
                break;
        }
    }

    private static async Task Living(SimulatedActivation? caller)
    {
        if (caller is { IsDead: true }) await new TaskCompletionSource().Task;
    }

    private void Decide(StorageCall call)
    {
        if (IsWell) call.Succeed();
        else if (SwallowsAnswers) Swallow(call);
        else
        {
            switch (Random.Next(40))
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
                default:
                    call.Succeed();
                    break;
            }
        }
    }

    private void Swallow(StorageCall call)
    {
        if (Random.Next(4) > 0 && !call.IsRead) call.LoseAnswer();
        else call.Refuse();
    }
}
