using System.Globalization;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Deploy.Prometheus;

/// <summary>
/// Three nodes of a cluster, a node with a file, and a Prometheus that scrapes them with the configuration that operators have. While the tests ask,
/// clients store, read and call pods.
/// </summary>
public sealed class ScrapedNodes : IAsyncLifetime
{
    private static readonly string LargeText = new('v', 100_000);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockers-scraped-");
    private readonly CancellationTokenSource _end = new();
    private readonly List<LockersNode> _nodes = [];
    private readonly StubPod _pod = new();
    private PrivatePostgres? _postgres;
    private PrometheusServer? _prometheus;
    private Task _load = Task.CompletedTask;

    /// <summary>The Prometheus.</summary>
    internal PrometheusServer Prometheus => _prometheus ?? throw new InvalidOperationException("It is not started.");

    /// <summary>The nodes.</summary>
    internal IReadOnlyList<LockersNode> Nodes => _nodes;

    public async ValueTask InitializeAsync()
    {
        if (PrometheusPrograms.Missing is not null || PrivatePostgres.Missing is not null) return;
        _postgres = await PrivatePostgres.Start();
        string[] clustered = [
            "--Lockers:Storage=PostgreSql", "--Lockers:Clustering=PostgreSql", $"--ConnectionStrings:Lockers={_postgres.ConnectionString}"];
        _nodes.AddRange(await Task.WhenAll(
            LockersNode.Start(clustered), LockersNode.Start(clustered), LockersNode.Start(clustered),
            LockersNode.Start("--Lockers:Storage=Sqlite", $"--Lockers:DataPath={Path.Combine(_folder.FullName, "lockers.db")}")));
        _load = Load();
        var file = Path.Combine(_folder.FullName, "prometheus.yml");
        PrometheusConfiguration.Write(PrometheusConfiguration.Name, file, _nodes.Select(node => node.Address.Authority));
        _prometheus = await PrometheusServer.Start(file);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _load.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_prometheus is not null) await _prometheus.DisposeAsync();
        await Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));
        if (_postgres is not null) await _postgres.DisposeAsync();
        await _pod.DisposeAsync();
        _end.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Waits until a condition holds of what was scraped.</summary>
    internal async Task Until(Func<Task<bool>> condition, Func<string> otherwise)
    {
        await Tests.Shared.Until.Holds(
            async () => _load.IsFaulted || await condition(), TestDeadlines.Recovery, otherwise, TestContext.Current.CancellationToken);
        if (_load.IsFaulted) await _load;
    }

    // Large enough that journals are compacted, again and again.
    private async Task Load()
    {
        var peer = $$"""{"name":"peer1","address":"{{_pod.Address}}","pod":"pod1","namespace":"local"}""";
        var clients = _nodes.ConvertAll(node => new NodeClient(node.Address) { MayBeUnavailable = true });
        for (var n = 0; !_end.IsCancellationRequested; n++)
        {
            foreach (var client in clients)
            {
                var key = (n % 50).ToString(CultureInfo.InvariantCulture);
                await Done(client.Post("/registry/peers/add", peer));
                await Done(client.Post($"/registry/lockers/run1/store/{key}", LargeText));
                await Done(client.Get($"/registry/lockers/run1/get/{key}"));
                await Done(client.Get("/registry/peers/health"));
            }
        }

        clients.ForEach(client => client.Dispose());
    }

    // A connection that a busy machine loses must not end the load, and with it all tests.
    private static async Task Done(Task<Answer> call)
    {
        try
        {
            var answer = await call;
            Assert.True(answer.Status is 200 or 503, $"{answer}");
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }
}

/// <summary>The tests that share them.</summary>
[CollectionDefinition(nameof(ScrapedNodes))]
public sealed class ScrapedNodesTests : ICollectionFixture<ScrapedNodes>;
