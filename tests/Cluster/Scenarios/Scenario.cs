using System.Diagnostics;
using Lockers.Cluster.History;
using Lockers.Cluster.Load;
using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

/// <summary>
/// A cluster, what is done to it, and what its clients saw. Says its seed and what happened when; of a failure, what the nodes
/// said, too.
/// </summary>
internal sealed class Scenario : IAsyncDisposable
{
    private static readonly TimeSpan StepDeadline = TestDeadlines.Recovery;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(RunForm.Of(20, 60));
    private readonly ITestOutputHelper _output;
    private readonly CancellationTokenSource _stop;

    private Scenario(LockersCluster cluster, ITestOutputHelper output)
    {
        Cluster = cluster;
        _output = output;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _stop.CancelAfter(Deadline);
    }

    public LockersCluster Cluster { get; }

    public HistoryRecorder History { get; } = new();

    public Tally Tally { get; } = new();

    /// <summary>What the choices of the scenario come from.</summary>
    public Random Random { get; } = new(RunForm.Seed);

    /// <summary>The scenario's own end: nothing goes on after it.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Starts a cluster and lets something happen to it.</summary>
    public static Task Run(ClusterShape shape, ITestOutputHelper output, Func<Scenario, Task> story) =>
        Run(new LockersCluster(shape), output, story);

    /// <summary>Starts a cluster that is planned, and lets something happen to it.</summary>
    public static async Task Run(LockersCluster cluster, ITestOutputHelper output, Func<Scenario, Task> story)
    {
        output.WriteLine($"LOCKERS_SEED={RunForm.Seed}{(RunForm.IsLong ? " LOCKERS_LONG=1" : "")}");
        await cluster.Start();
        await using var scenario = new Scenario(cluster, output);
        try
        {
            scenario.Say("all nodes are ready");
            await story(scenario);
            scenario.Say("done");
        }
        catch
        {
            scenario.Say("failed");
            foreach (var node in scenario.Cluster.Nodes) output.WriteLine(node.Tail());
            throw;
        }
        finally
        {
            output.WriteLine(scenario.Tally.ToString());
            foreach (var failure in scenario.Tally.Failures) output.WriteLine(failure);
        }
    }

    /// <summary>Notes what happened, and when.</summary>
    public void Say(string what) => _output.WriteLine($"{Stopwatch.GetElapsedTime(History.Zero).TotalMilliseconds,8:F0} ms  {what}");

    /// <summary>One of some nodes.</summary>
    public ClusterNode AnyOf(IReadOnlyList<ClusterNode> nodes) => nodes[Random.Next(nodes.Count)];

    /// <summary>Starts clients that use these keys through all doors.</summary>
    /// <param name="registers">The keys.</param>
    /// <param name="patience">How long they wait for an answer; where none is given, not long: doors may stand still.</param>
    public Workload Load(IReadOnlyList<Register> registers, TimeSpan? patience = null) =>
        Workload.Start(Cluster.Doors, registers, History, Tally, RunForm.Seed, patience ?? DoorChoice.Patience, Stop);

    /// <summary>Makes the locker current that <see cref="Registers.Mixed"/> takes for that.</summary>
    public Task OpenRun() => Made($"/registry/lockers/open/{Registers.Current}");

    /// <summary>Makes a change before anything is done to the cluster. On a busy machine it may take more than one try.</summary>
    public async Task Made(string target, string? body = null)
    {
        using var door = new Door(Cluster.Doors[0], StepDeadline);
        Reply reply = null!;
        await Until.Holds(async () => (reply = await door.Ask("POST", target, body)).Status == 200, StepDeadline, () => $"{target} is done: {reply}", Stop);
    }

    /// <summary>Waits until so many more operations were acknowledged.</summary>
    public Task Progress(int operations)
    {
        var target = History.Acknowledged + operations;
        return Until.Holds(
            () => Task.FromResult(History.Acknowledged >= target), StepDeadline,
            () => $"{operations} more operations were acknowledged; {target - History.Acknowledged} are missing. {Tally}", Stop);
    }

    /// <summary>Lets the clients go on for so many seconds.</summary>
    public Task For(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Stop);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Cluster.DisposeAsync();
        _stop.Dispose();
    }
}
