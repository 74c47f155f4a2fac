using Lockers.Grains.State;
using Lockers.Grains.Tests.Journal.Crashes;

namespace Lockers.Grains.Tests.Simulation;

/// <summary>One activation of a simulated grain: its state, and the storage as it calls it.</summary>
internal sealed class SimulatedActivation(Guid id, SimulatedStorage storage, int trees)
{
    private readonly TaskCompletionSource _ended = new();

    public Guid Id => id;

    public JournaledState State { get; } = new(trees);

    public OwnerStorage Storage => field ??= new OwnerStorage(storage, id);

    /// <summary>Completes when its process has ended: a caller that waits for an answer learns that there is none.</summary>
    public Task Ended => _ended.Task;

    public bool IsDead => Storage.IsDead;

    public void Die()
    {
        Storage.IsDead = true;
        _ended.TrySetResult();
    }
}
