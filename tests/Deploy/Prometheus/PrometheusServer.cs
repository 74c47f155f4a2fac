using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Deploy.Prometheus;

/// <summary>A real Prometheus with a configuration, on loopback, with its data in a folder of its own.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("lockers-prometheus-");
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly HttpClient _http;
    private readonly Process _process;

    private PrometheusServer(string configuration)
    {
        var address = $"127.0.0.1:{FreePort.Several(1)[0]}";
        _http = new HttpClient { BaseAddress = new Uri($"http://{address}") };
        var start = new ProcessStartInfo("prometheus", [
            $"--config.file={configuration}", $"--storage.tsdb.path={_data.FullName}", $"--web.listen-address={address}", "--log.level=warn"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>What it said.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Starts one, and waits until it answers.</summary>
    /// <param name="configuration">The file.</param>
    public static async Task<PrometheusServer> Start(string configuration)
    {
        var server = new PrometheusServer(configuration);
        await Until.Holds(
            async () =>
            {
                if (server._process.HasExited) throw new InvalidOperationException($"Prometheus ended:\n{server.Output}");
                return await server.IsReady();
            },
            TestDeadlines.Start, () => $"Prometheus is ready. It said:\n{server.Output}", CancellationToken.None);
        return server;
    }

    /// <summary>What a query gives now: a value for each series.</summary>
    public async Task<List<double>> Query(string query)
    {
        var result = await Ask($"/api/v1/query?query={Uri.EscapeDataString(query)}");
        return [.. result["result"]!.AsArray().Select(series => double.Parse((string)series!["value"]![1]!, System.Globalization.CultureInfo.InvariantCulture))];
    }

    /// <summary>The names of all metrics.</summary>
    public async Task<HashSet<string>> Names() =>
        [.. (await Ask("/api/v1/label/__name__/values")).AsArray().Select(name => (string)name!)];

    /// <summary>The rules, as it has evaluated them.</summary>
    public async Task<List<JsonNode>> Rules() =>
        [.. (await Ask("/api/v1/rules"))["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()).Select(rule => rule!)];

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _data.Delete(recursive: true);
    }

    private async Task<JsonNode> Ask(string target)
    {
        using var answer = await _http.GetAsync(new Uri(target, UriKind.Relative));
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.True((string?)body["status"] == "success", $"{target}: {body}");
        return body["data"]!;
    }

    private async Task<bool> IsReady()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("/-/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
