using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.Tests.Journal.Crashes;

namespace Lockers.Grains.Tests.Simulation;

/// <summary>A grain in the simulation: at most one activation at a time, which comes with the first call and may die or leave at any time.</summary>
/// <typeparam name="T">What its activations run.</typeparam>
internal sealed class SimulatedGrain<T>(World world, string name, int trees, Func<SimulatedActivation, T> make) : ISimulatedGrain
    where T : class
{
    private Task<(SimulatedActivation Activation, T Runs)>? _active;

    public string Name => name;

    /// <summary>What it is about, for people.</summary>
    public string State => $"active {_active?.Status}, open {Activation?.Storage.Open.Count}, dead {Activation?.IsDead}, in doubt {Activation?.State.IsInDoubt}";

    public SimulatedStorage Stored { get; } = new();

    public SimulatedActivation? Activation { get; private set; }

    /// <summary>Called with each activation before it answers, and whenever an outcome in doubt is resolved.</summary>
    public Func<T, Task>? Begin { get; init; }

    public Action<T>? Resolved { get; init; }

    public Action<T>? Stop { get; init; }

    /// <summary>What runs, activated if need be.</summary>
    public async Task<(SimulatedActivation Activation, T Runs)> Get()
    {
        if (_active is null)
        {
            var begun = Activation = new SimulatedActivation(world.NewId(), Stored, trees);
            world.Track(begun);
            _active = world.Start(() => Try(begun));
        }

        var (active, activation) = (_active, Activation!);
        await Task.WhenAny(active, activation.Ended);
        if (!active.IsCompleted) throw new TimeoutException("The node has ended.");
        if (active.IsCompletedSuccessfully) return active.Result;
        throw new StorageUnavailableException("The storage does not answer.", notMade: true);
    }

    public void Kill()
    {
        Activation?.Die();
        (Activation, _active) = (null, null);
    }

    public async Task Leave()
    {
        if (_active is not { IsCompletedSuccessfully: true } active) return;
        var (activation, runs) = active.Result;
        var left = new TaskCompletionSource<(SimulatedActivation, T)>();
        _active = left.Task;
        Stop?.Invoke(runs);
        try
        {
            await activation.State.Leave();
        }
        catch (Exception)
        {
            // The next activation finds what it left.
        }

        if (activation.IsDead) return;
        activation.Die();
        if (Activation != activation) return;
        (Activation, _active) = (null, null);
        left.SetException(new StorageUnavailableException("The grain is moving.", notMade: true));
        _ = left.Task.Exception;
    }

    private async Task<(SimulatedActivation, T)> Try(SimulatedActivation activation)
    {
        try
        {
            return await Activate(activation);
        }
        catch (Exception)
        {
            // The next call tries again.
            if (Activation == activation) _active = null;
            throw;
        }
    }

    private async Task<(SimulatedActivation, T)> Activate(SimulatedActivation activation)
    {
        T? runs = null;
        var events = new JournalEvents(
            Fenced: () =>
            {
                if (Activation == activation) Kill();
            },
            Troubled: error =>
            {
                if (error is null && runs is not null && !activation.IsDead) Resolved?.Invoke(runs);
            },
            Broken: error => world.Fail(error));
        runs = make(activation);
        var owner = new JournalOwner(SimulatedStorage.Journal, activation.Id, activation.Id.ToString());
        await activation.State.Recover(activation.Storage, owner, events, world.Time, Journal.Crashes.SimulatedGrain.EarlyLimits);
        activation.State.EarlierOwnersEnded();
        if (Begin is not null) await Begin(runs);
        return (activation, runs);
    }
}

/// <inheritdoc cref="SimulatedGrain{T}"/>
internal interface ISimulatedGrain
{
    string Name { get; }

    string State { get; }

    SimulatedActivation? Activation { get; }

    void Kill();

    Task Leave();
}
