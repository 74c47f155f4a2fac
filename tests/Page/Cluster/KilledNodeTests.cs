using Lockers.Cluster.Nodes;
using Lockers.Gotos;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Lockers.Tests.Shared;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Cluster;

/// <summary>
/// Three nodes behind one address that gives each connection to any of them. The node that serves the open page's stream is killed: the page says so,
/// and goes on by itself.
/// </summary>
[NeedsChromium, NeedsPostgres]
public sealed class KilledNodeTests(Chromium chromium)
{
    private const string Label = "watched";

    // Keeps what the page says of its stream, each time that it says something else.
    private const string Listen =
        """
        () => {
          const said = window.said = [];
          const note = () => {
            const now = document.querySelector('.live [role=status]')?.textContent;
            if (now !== undefined && now !== said.at(-1)) said.push(now);
          };
          note();
          new MutationObserver(note).observe(document.body, { childList: true, subtree: true, characterData: true });
        }
        """;

    [Fact]
    public async Task A_page_that_is_open_goes_on_when_a_node_is_killed()
    {
        await using var postgres = await PrivatePostgres.Start();
        await using var cluster = new LockersCluster(new ClusterShape(postgres.ConnectionString, "PostgreSql"));
        await cluster.Start();
        await using var service = new ServiceAddress(FreePort.Several(1)[0], cluster.Doors.Select(door => door.Address));
        using var client = new NodeClient(service.Address) { MayBeUnavailable = true };
        await client.Store(Label, "a", "one");
        await chromium.Visit(new(service.Address, $"/ui/#/browse/{Label}?key=/a"), async tab =>
        {
            tab.Expects(503, 502);
            tab.MayBeCutOff();
            var page = tab.Page;
            await Expect(page.Locator("pre.text")).ToHaveTextAsync("one");
            var live = page.Locator(".live [role=status]");
            await Expect(live).ToHaveTextAsync("live");
            await page.EvaluateAsync(Listen);
            foreach (var node in cluster.Silos)
            {
                // One of them serves the stream, and after it was killed another one.
                await node.Kill();
                await Stored(client, "a", $"without {node.Name}");
                await Expect(page.Locator("pre.text")).ToHaveTextAsync($"without {node.Name}", new() { Timeout = 60_000 });
                await node.Start();
            }

            await Expect(live).ToHaveTextAsync("live", new() { Timeout = 30_000 });
            var said = await page.EvaluateAsync<string[]>("said");
            Assert.Matches("^live(, cut off, trying again, live again(, live)?)+$", string.Join(", ", said));
            await page.GetByRole(AriaRole.Link, new() { Name = "Cluster" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Active" })).ToHaveCountAsync(3, new() { Timeout = 30_000 });
            await tab.Picture("cluster-of-three");
        });
    }

    private static Task Stored(NodeClient client, string path, string text) => Until.Holds(
        async () =>
        {
            try
            {
                return (await client.Post($"/registry/lockers/{Label}/store/{path}", text)).Status == 200;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        TimeSpan.FromSeconds(60), () => $"'{text}' is stored", TestContext.Current.CancellationToken);
}
