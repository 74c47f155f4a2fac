using System.Globalization;
using Lockers.Gotos;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Lockers.Tests.Shared;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Runs;

/// <summary>A run that goes on while it is watched: 20 peers report, and the page follows by itself. The long form (LOCKERS_LONG=1) takes 60 s.</summary>
[NeedsChromium]
public sealed class LiveRunTests(Chromium chromium, ITestOutputHelper output)
{
    private const int Peers = 20;
    private const int MaxHeapBytes = 100 * 1024 * 1024;
    private static readonly TimeSpan Lasts = Environment.GetEnvironmentVariable("LOCKERS_LONG") is "1" or "true" ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(4);

    [Fact]
    public async Task Twenty_peers_report_and_the_page_follows()
    {
        // A node of their own: peers stay in a registry's lists.
        await using var node = await LockersNode.Start();
        await node.Client.Done("/registry/lockers/open/run");
        var peers = await Start(node.Address);
        try
        {
            await chromium.Visit(new(node.Address, "/ui/#/results/run"), tab => Watch(tab, node.Client, peers));
        }
        finally
        {
            await Task.WhenAll(peers.Select(peer => peer.DisposeAsync().AsTask()));
        }
    }

    private async Task Watch(Tab tab, NodeClient node, IReadOnlyList<GotoPeer> peers)
    {
        var requests = (int)(Lasts.TotalMilliseconds / 50);
        foreach (var (peer, i) in peers.Select((peer, i) => (peer, i)))
        {
            var called = peers[(i + 1) % peers.Count].Address;
            await Target(node, peer.Name, "echo", "POST", $"http://{called}/echo", requests);
            await Target(node, peer.Name, "teapot", "GET", $"http://{called}/status/418", requests);
        }

        await node.Done("/registry/peers/targets/invoke/all");
        var main = tab.Page.Locator("main");
        await Expect(main.GetByText("teapot").First).ToBeVisibleAsync();

        // It follows, unless it has followed to the end before it was looked at.
        var total = (Peers * 2 * requests).ToString("N0", CultureInfo.InvariantCulture);
        var before = await tab.Page.InnerTextAsync("main");
        await tab.Page.WaitForFunctionAsync("([before, total]) => document.querySelector('main').innerText !== before || before.includes(total)", new[] { before, total });
        await Until.Holds(
            () => Task.FromResult(peers.All(peer => peer.IsQuiet)), Lasts + TestDeadlines.Start, () => "all peers have run what they were given",
            TestContext.Current.CancellationToken);

        // In the end it shows what the peers counted, without a touch.
        await Expect(main).ToContainTextAsync(total);
        var heap = await tab.HeapBytes();
        output.WriteLine($"{total} requests of {Peers} peers in {Lasts.TotalSeconds:F0} s; heap {heap / 1e6:F1} MB");
        Assert.True(heap < MaxHeapBytes, $"The tab holds {heap} bytes.");
        await tab.Picture("results-of-20-peers");
    }

    private static async Task Target(NodeClient node, string peer, string name, string method, string url, int requests) => await node.Done(
        $"/registry/peers/{peer}/targets/add",
        string.Create(CultureInfo.InvariantCulture, $$"""{"name":"{{name}}","method":"{{method}}","url":"{{url}}","headers":[],"body":"","replicas":1,"requestCount":{{requests}},"delay":"50ms"}"""));

    private static async Task<IReadOnlyList<GotoPeer>> Start(Uri node)
    {
        var generations = Enum.GetValues<GotoGeneration>();
        var starts = FreePort.Several(Peers).Select((port, i) => GotoPeer.Start(
            new(generations[i % generations.Length], node, string.Create(CultureInfo.InvariantCulture, $"load-{i:D2}"), port)
            {
                Pod = string.Create(CultureInfo.InvariantCulture, $"pod{port}"),
                Reporting = TimeSpan.FromMilliseconds(400),
            }));
        return await Task.WhenAll(starts);
    }
}
