using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Cluster;

/// <summary>
/// When the grains of this node begin to leave it, as it stops. A grain leaves when its calls have ended, and calls that come until then wait for
/// where it goes. So none of them may wait for another grain that calls it back: that wait ends here.
/// </summary>
internal sealed class Departure : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _begun = new();

    /// <summary>Cancelled when they begin to leave.</summary>
    public CancellationToken Begun => _begun.Token;

    /// <summary>Waits for a call of another grain until the grains of this node leave. The call goes on then.</summary>
    /// <param name="call">The call.</param>
    /// <param name="notMade">Whether nothing was changed yet, whatever becomes of the call: then it is made again where the grain goes.</param>
    /// <exception cref="StorageUnavailableException">They leave.</exception>
    public async Task Wait(Task call, bool notMade)
    {
        call.Ignore();
        try
        {
            await call.WaitAsync(Begun);
        }
        catch (OperationCanceledException) when (Begun.IsCancellationRequested)
        {
            throw new StorageUnavailableException("This node stops.", notMade);
        }
    }

    /// <inheritdoc cref="Wait(Task, bool)"/>
    public async Task<T> Wait<T>(Task<T> call, bool notMade)
    {
        await Wait((Task)call, notMade);
        return await call;
    }

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(Departure), ServiceLifecycleStage.Last, _ => Task.CompletedTask, _ => _begun.CancelAsync());

    public void Dispose() => _begun.Dispose();
}
