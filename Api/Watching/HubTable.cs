namespace Lockers.Api.Watching;

/// <summary>Hubs by locker, each running while somebody uses it and a while longer: who comes back soon finds it.</summary>
/// <typeparam name="THub">The hubs.</typeparam>
/// <param name="make">Makes the hub of a locker, and what it uses beside.</param>
/// <param name="run">Runs a hub until it is told to stop.</param>
/// <param name="time">The clock.</param>
internal sealed class HubTable<THub>(Func<string, (THub Hub, IDisposable? Uses)> make, Func<THub, CancellationToken, Task> run, TimeProvider time)
    where THub : class
{
    private static readonly TimeSpan Stay = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    /// <summary>Uses the hub of a locker until the lease is disposed.</summary>
    public Lease Rent(string key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                var (hub, uses) = make(key);
                _entries.Add(key, entry = new(key, hub, uses));
                entry.Running = Run(entry);
            }

            entry.Users++;
            return new(this, entry);
        }
    }

    /// <summary>Stops all of them, also those that are in use.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values) entry.Stop.Cancel();
        }
    }

    private async Task Run(Entry entry)
    {
        await Task.Yield();
        try
        {
            await run(entry.Hub, entry.Stop.Token);
        }
        finally
        {
            entry.Uses?.Dispose();
        }
    }

    private void Return(Entry entry)
    {
        lock (_gate)
        {
            if (--entry.Users == 0) _ = EndLater(entry, ++entry.Returned);
        }
    }

    private async Task EndLater(Entry entry, long returned)
    {
        await Task.Delay(Stay, time);
        lock (_gate)
        {
            if (entry.Users > 0 || entry.Returned != returned) return;
            _entries.Remove(entry.Key);
            entry.Stop.Cancel();
        }
    }

    /// <summary>The use of a hub.</summary>
    internal sealed class Lease(HubTable<THub> table, Entry entry) : IDisposable
    {
        private bool _returned;

        public THub Hub => entry.Hub;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _returned, true)) table.Return(entry);
        }
    }

    internal sealed class Entry(string key, THub hub, IDisposable? uses)
    {
        public string Key => key;

        public THub Hub => hub;

        public IDisposable? Uses => uses;

        public CancellationTokenSource Stop { get; } = new();

        public Task? Running { get; set; }

        public int Users { get; set; }

        // Which return was the last.
        public long Returned { get; set; }
    }
}
