using System.Globalization;
using System.Text.Json.Nodes;
using Lockers.Gotos.Wire;

namespace Lockers.Gotos.Running;

/// <summary>Runs targets: replicas at once, each with its requests one after another.</summary>
internal sealed class Invocations(
    GotoPeerOptions peer, GotoDialect dialect, RegistryClient registry, Caller caller, Reporter reporter, EventSender events)
{
    private const int MaxReplicas = 64;
    private const int MaxRequests = 100_000;
    private readonly Work _work = new();
    private readonly Dictionary<string, CancellationTokenSource> _running = [];
    private int _number;

    /// <summary>Whether nothing runs.</summary>
    public bool IsQuiet => _work.IsQuiet;

    /// <summary>Begins to run a target, until it is told to stop.</summary>
    public void Begin(TargetSpec target, CancellationToken stop)
    {
        var stopped = CancellationTokenSource.CreateLinkedTokenSource(stop);
        lock (_running)
        {
            if (_running.Remove(target.Name!, out var before)) before.Dispose();
            _running[target.Name!] = stopped;
        }

        // The token outlives its source, which the next invocation of the target disposes of.
        var (number, token) = (Interlocked.Increment(ref _number), stopped.Token);
        _work.Begin(() => Run(target, number, token, stop));
    }

    /// <summary>Stops a target, or all of them.</summary>
    /// <returns>The names of what ran.</returns>
    public IReadOnlyList<string> Stop(Func<string, bool> which)
    {
        lock (_running)
        {
            string[] names = [.. _running.Keys.Where(which)];
            foreach (var name in names)
            {
                _running.Remove(name, out var stopped);
                stopped?.Cancel();
                stopped?.Dispose();
            }

            return names;
        }
    }

    /// <summary>Waits for the end of everything that runs; a failure that is not the pod's end is thrown.</summary>
    public Task Ended() => _work.Ended();

    private async Task Run(TargetSpec target, int number, CancellationToken stopped, CancellationToken stop)
    {
        try
        {
            await events.Send("Target Invoked", target.Name!, new JsonObject { ["target"] = target.Name, ["tracker"] = number });
            await events.Send("Invocation Started", $"{number}-{target.Name}", target.Source.DeepClone());
            await Task.Delay(GoDuration.Parse(target.InitialDelay), peer.Clock, stopped);
            var replicas = Math.Clamp(target.Replicas ?? 1, 1, MaxReplicas);
            await Task.WhenAll(Enumerable.Range(0, replicas).Select(_ => Replica(target, stopped, stop)));
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            // It was told to stop; the end is told all the same.
        }

        await events.Send("Invocation Finished", $"{number}-{target.Name}", new JsonObject { ["id"] = number, ["target"] = target.Name });
        if (dialect.LocksLockers)
            await registry.Post(string.Create(CultureInfo.InvariantCulture, $"/{peer.Name}/{peer.Address}/locker/lock/client_{number}"), "", stop);
    }

    private async Task Replica(TargetSpec target, CancellationToken stopped, CancellationToken stop)
    {
        var delay = GoDuration.Parse(target.Delay ?? "10ms");
        var count = Math.Clamp(target.RequestCount ?? 1, 1, MaxRequests);
        for (var i = 0; i < count && !stopped.IsCancellationRequested; i++)
        {
            // What is under way is finished and counted: stopping is between two requests.
            await reporter.Add(target.Name!, await caller.Call(target, stop), stop);
            if (i < count - 1) await Task.Delay(delay, peer.Clock, stopped);
        }
    }
}
