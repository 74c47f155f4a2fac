using Lockers.Gotos;
using Lockers.Tests.Shared;

namespace Lockers.Cluster.Gotos;

/// <summary>
/// Peers of every generation in one locker: <c>old</c> with a pod of 0.4.1 and one of 0.7, <c>mixed</c> with one of 0.7 and one of 0.9,
/// <c>new</c> with one of 2026. They call each other.
/// </summary>
internal sealed class Team : IAsyncDisposable
{
    private static readonly (string Name, GotoGeneration Generation)[] Places =
    [
        ("old", GotoGeneration.V041), ("old", GotoGeneration.V07),
        ("mixed", GotoGeneration.V07), ("mixed", GotoGeneration.V09),
        ("new", GotoGeneration.V2026),
    ];

    private readonly List<GotoPeer> _pods = [];
    private readonly List<GotoPeer> _gone = [];

    private Team()
    {
    }

    /// <summary>Those that live.</summary>
    public IReadOnlyList<GotoPeer> Pods => _pods;

    /// <summary>The names under which they register.</summary>
    public static IEnumerable<string> Names => Places.Select(place => place.Name).Distinct();

    /// <summary>Starts all of them.</summary>
    public static async Task<Team> Start(Uri registry)
    {
        var team = new Team();
        try
        {
            foreach (var (place, port) in Places.Zip(FreePort.Several(Places.Length)))
            {
                team._pods.Add(await GotoPeer.Start(new(place.Generation, registry, place.Name, port)
                {
                    Pod = $"pod{port}",
                    Reminder = TimeSpan.FromMilliseconds(500),
                    Reporting = TimeSpan.FromMilliseconds(200),
                    Retry = TimeSpan.FromMilliseconds(200),
                    Patience = TimeSpan.FromSeconds(20),
                }));
            }

            return team;
        }
        catch
        {
            await team.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills a pod, and starts it again at its address.</summary>
    public async Task<GotoPeer> Restart(int pod)
    {
        await _pods[pod].Kill();
        return _pods[pod] = await GotoPeer.Start(_pods[pod].Options);
    }

    /// <summary>Stops a pod in good order; what it counted still counts.</summary>
    public async Task Stop(int pod)
    {
        await _pods[pod].Stop();
        _gone.Add(_pods[pod]);
        _pods.RemoveAt(pod);
    }

    /// <summary>What all instances of a peer counted, those that left included.</summary>
    public ResultSums Counted(string name) =>
        ResultSums.Of(_pods.Concat(_gone).Where(pod => pod.Name == name).Select(pod => pod.Counted));

    /// <summary>Waits until nobody has anything to do.</summary>
    public Task Quiet(CancellationToken stop) => Until.Holds(
        () => Task.FromResult(_pods.All(pod => pod.IsQuiet)), TestDeadlines.Recovery,
        () => $"these have nothing to do: {string.Join(", ", _pods.Where(pod => !pod.IsQuiet).Select(pod => pod.Address))}", stop);

    public async ValueTask DisposeAsync() => await Task.WhenAll(_pods.Select(pod => pod.DisposeAsync().AsTask()));
}
