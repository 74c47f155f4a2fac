using System.Collections.Concurrent;
using System.Threading.Channels;
using Lockers.Gotos.Results;
using Lockers.Gotos.Wire;

namespace Lockers.Gotos.Running;

/// <summary>
/// Reports results. To 0.8 each response is a report of all that was counted so far, by several senders at once, in no order; a
/// registry that hangs fills the line and so stops the traffic. From 0.9 on each target that has new results is reported in an
/// interval, and while its report is under way its traffic stands still. A report that fails is not repeated: the next one holds more.
/// </summary>
internal sealed class Reporter(GotoPeerOptions peer, GotoDialect dialect, RegistryClient registry, PeerResults results)
{
    private const int MaxWaiting = 1000;
    private readonly Channel<string> _waiting = Channel.CreateBounded<string>(MaxWaiting);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new();
    private readonly ConcurrentDictionary<string, bool> _changed = new();
    private int _open;
    private int _done;
    private int _failed;

    /// <summary>Whether everything that was counted is reported, or its report has failed.</summary>
    public bool IsQuiet => Volatile.Read(ref _open) == 0 && _changed.IsEmpty;

    /// <summary>How many reports the registry took.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>How many it did not.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>Counts a call and puts it in the line.</summary>
    public async ValueTask Add(string target, CallResult call, CancellationToken stop)
    {
        if (!dialect.ReportsInIntervals)
        {
            foreach (var name in results.Add(target, call))
            {
                Interlocked.Increment(ref _open);
                await _waiting.Writer.WriteAsync(name, stop);
            }

            return;
        }

        var gate = Gate(target);
        await gate.WaitAsync(stop);
        try
        {
            foreach (var name in results.Add(target, call)) _changed[name] = true;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Sends until it is told to stop.</summary>
    public Task Run(CancellationToken stop) => dialect.ReportsInIntervals
        ? Intervals(stop)
        : Task.WhenAll(Enumerable.Range(0, peer.Senders).Select(_ => Senders(stop)));

    private async Task Senders(CancellationToken stop)
    {
        await foreach (var target in _waiting.Reader.ReadAllAsync(stop))
        {
            await Send(target, stop);
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task Intervals(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(peer.Reporting, peer.Clock);
        while (await timer.WaitForNextTickAsync(stop)) await Task.WhenAll(_changed.Keys.Select(target => SendLocked(target, stop)));
    }

    private async Task SendLocked(string target, CancellationToken stop)
    {
        var gate = Gate(target);
        await gate.WaitAsync(stop);
        try
        {
            await Send(target, stop);
            _changed.TryRemove(target, out _);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task Send(string target, CancellationToken stop)
    {
        if (results.Json(target) is not { } json) return;
        var answer = await registry.Report($"/{peer.Name}/{peer.Address}/locker/store/client,{target}", json.ToJsonString(), stop);
        Interlocked.Increment(ref (answer.IsDone ? ref _done : ref _failed));
    }

    private SemaphoreSlim Gate(string target) => _locks.GetOrAdd(target, _ => new SemaphoreSlim(1));
}
