namespace Lockers.Cluster.History;

/// <summary>
/// A register that is linearizable, and clients that use it at random: each operation takes effect at one tick between its
/// start and its end. Some are given up, and take effect later or never; some are refused.
/// </summary>
internal sealed class SimulatedRegister(Random random, int clients, bool removes = true)
{
    private readonly List<Operation> _history = [];
    private readonly Running?[] _running = new Running?[clients];
    private readonly List<Running> _givenUp = [];
    private string? _value;
    private long _now;

    /// <summary>The history of so many operations on a key.</summary>
    public IReadOnlyList<Operation> Run(string key, int operations)
    {
        for (var started = 0; started < operations || Array.Exists(_running, running => running is not null); _now++)
        {
            var client = random.Next(clients);
            if (_running[client] is { } running) GoOn(running);
            else if (started < operations) _running[client] = Begin(key, client, started++);
            if (_givenUp.Count > 0 && random.Next(200) == 0) TakeEffect(_givenUp[random.Next(_givenUp.Count)]);
        }

        return _history;
    }

    private Running Begin(string key, int client, int number)
    {
        var dice = random.Next(10);
        var kind = dice < 4 ? OperationKind.Store : dice < 5 && removes ? OperationKind.Remove : OperationKind.Get;
        var value = kind == OperationKind.Store ? $"v{number}" : null;
        return new(new(client, key, kind, value, _now, 0, Outcome.Done));
    }

    private void GoOn(Running running)
    {
        var dice = random.Next(100);
        if (dice < 2 && !running.TookEffect) Finish(running, Outcome.Refused);
        else if (dice < 5) Finish(running, Outcome.Unknown);
        else if (!running.TookEffect) TakeEffect(running);
        else Finish(running, Outcome.Done);
    }

    private void TakeEffect(Running running)
    {
        if (running.TookEffect) return;
        running.TookEffect = true;
        if (running.Operation.IsWrite) _value = running.Operation.Value;
        else running.Operation = running.Operation with { Value = _value };
    }

    private void Finish(Running running, Outcome outcome)
    {
        _history.Add(running.Operation with { End = _now, Outcome = outcome });
        _running[running.Operation.Client] = null;
        if (outcome == Outcome.Unknown) _givenUp.Add(running);
    }

    private sealed class Running(Operation operation)
    {
        public Operation Operation { get; set; } = operation;

        public bool TookEffect { get; set; }
    }
}
