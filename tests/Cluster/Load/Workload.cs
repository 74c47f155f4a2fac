using Lockers.Cluster.History;
using Lockers.Cluster.Nodes;

namespace Lockers.Cluster.Load;

/// <summary>Clients that use a few keys through all doors of a cluster until they are told to stop.</summary>
internal sealed class Workload : IAsyncDisposable
{
    private const int Clients = 8;
    private readonly CancellationTokenSource _stop;
    private readonly List<Task> _running;

    private Workload(IEnumerable<Func<CancellationToken, Task>> clients, CancellationToken stop)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _running = [.. clients.Select(client => Task.Run(() => client(_stop.Token), CancellationToken.None))];
    }

    /// <summary>Starts the clients.</summary>
    /// <param name="doors">The ways in.</param>
    /// <param name="registers">The keys.</param>
    /// <param name="history">Where everything is recorded.</param>
    /// <param name="tally">Where answers are counted.</param>
    /// <param name="seed">What the clients' choices come from.</param>
    /// <param name="patience">How long they wait for an answer.</param>
    /// <param name="stop">Ends them.</param>
    public static Workload Start(
        IReadOnlyList<ClusterNode> doors, IReadOnlyList<Register> registers, HistoryRecorder history, Tally tally, int seed,
        TimeSpan patience, CancellationToken stop) =>
        Start(Enumerable.Range(0, Clients).Select(i =>
        {
            var client = new WorkloadClient(new RecordedCalls(i, history, tally), new Random(seed + i), doors, registers, patience);
            return (Func<CancellationToken, Task>)client.Run;
        }), stop);

    /// <summary>Starts any clients.</summary>
    public static Workload Start(IEnumerable<Func<CancellationToken, Task>> clients, CancellationToken stop) => new(clients, stop);

    /// <summary>Ends the clients; throws what one of them failed with.</summary>
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
