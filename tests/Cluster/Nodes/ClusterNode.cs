using Lockers.Tests.Shared;

namespace Lockers.Cluster.Nodes;

/// <summary>A place in a cluster with ports and a configuration of its own, where one process lives after another.</summary>
/// <param name="name">What people call it.</param>
/// <param name="address">Where it answers HTTP.</param>
/// <param name="readyTarget">What it answers with 200 when it is ready.</param>
/// <param name="start">Starts a process there.</param>
internal sealed class ClusterNode(string name, Uri address, string readyTarget, Func<NodeProcess> start) : IAsyncDisposable
{
    private const int TailLines = 60;
    private const int MaxLine = 300;
    private static readonly TimeSpan StartDeadline = TestDeadlines.Start;
    private static readonly TimeSpan FateDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(150);
    private readonly List<NodeProcess> _lives = [];
    private int _era;

    public string Name => name;

    public Uri Address => address;

    /// <summary>Whether it is ready and nothing has been done to it since that keeps it from serving.</summary>
    public bool IsServing { get; private set; }

    /// <summary>Changes whenever something is done to it: what was asked in one era and failed in another says nothing of it.</summary>
    public int Era => Volatile.Read(ref _era);

    /// <summary>Starts a process, and waits until it is ready.</summary>
    public async Task Start()
    {
        Begin(isServing: false);
        _lives.Add(start());
        await Ready();
    }

    /// <summary>Waits until it is ready.</summary>
    public async Task Ready()
    {
        using var door = new Door(this, TimeSpan.FromSeconds(5));
        await Until.Holds(
            async () =>
            {
                if (Living.HasExited) throw new InvalidOperationException($"{name} ended with {Living.ExitCode}.\n{Tail()}");
                return (await door.Ask("GET", readyTarget)).Status == 200;
            },
            StartDeadline,
            () => $"{name} at {address} is ready.\n{Tail()}",
            CancellationToken.None);
        Begin(isServing: true);
    }

    /// <summary>
    /// Waits until it is ready, or has ended and was started again, as an orchestrator does: a node that learns that the others
    /// go on without it has no other way back.
    /// </summary>
    public async Task ComesBack()
    {
        try
        {
            if (!HasEnded) await Ready();
        }
        catch (InvalidOperationException) when (HasEnded)
        {
            // It ended while it was waited for.
        }

        if (HasEnded) await Start();
    }

    /// <summary>Ends it at once, as a crash does.</summary>
    public async Task Kill()
    {
        Begin(isServing: false);
        Living.Kill();
        await Living.Exit(StopDeadline, CancellationToken.None);
    }

    /// <summary>Tells it to stop, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Stop()
    {
        Begin(isServing: false);
        Living.Terminate();
        return await Living.Exit(StopDeadline, CancellationToken.None);
    }

    /// <summary>Stops it where it is.</summary>
    public void Freeze()
    {
        Begin(isServing: false);
        Living.Freeze();
    }

    /// <summary>Lets it go on. It is not said to serve until it is <see cref="Ready"/>, or has been started again.</summary>
    public void Thaw() => Living.Thaw();

    /// <summary>
    /// Waits until it ends by itself, having learnt that the others go on without it, or for so long that it need not.
    /// </summary>
    /// <returns>Its exit code, or null where it lives on.</returns>
    public async Task<int?> LearnsItsFate()
    {
        try
        {
            return await Living.Exit(FateDeadline, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>How many processes lived there so far.</summary>
    public int Lives => _lives.Count;

    /// <summary>Whether its process is over.</summary>
    public bool HasEnded => Living.HasExited;

    /// <summary>The end of what its processes said, without stack traces, and the file where all of it is.</summary>
    public string Tail()
    {
        var all = _lives.SelectMany((life, at) => life.Output.Split('\n').Prepend($"-- {name}, life {at + 1}")).ToList();
        var path = Path.Combine(Path.GetTempPath(), $"lockers-{name.Replace(' ', '-')}-{address.Port}.log");
        File.WriteAllLines(path, all);
        var telling = all.Where(line => !line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
        return string.Join('\n', telling.TakeLast(TailLines).Select(Short).Prepend($"-- {name}; all in {path}"));
    }

    public async ValueTask DisposeAsync()
    {
        Begin(isServing: false);
        if (_lives.Count > 0 && !Living.HasExited) Living.Kill();
        foreach (var life in _lives) await life.DisposeAsync();
    }

    private NodeProcess Living => _lives[^1];

    private static string Short(string line) => line.Length <= MaxLine ? line : line[..MaxLine] + "…";

    private void Begin(bool isServing)
    {
        IsServing = isServing;
        Interlocked.Increment(ref _era);
    }
}
