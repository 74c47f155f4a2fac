using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.ByKeyboard;

/// <summary>Results without a mouse, down to the report, and while a run goes on.</summary>
[NeedsChromium]
public sealed class ResultsKeyboardTests(Chromium chromium, SeededNode node)
{
    [Theory]
    [InlineData(1400)]
    [InlineData(400)]
    public Task The_failing_target_is_sorted_out_and_followed_down_to_the_report_and_back(int width) => chromium.ByKeyboard(
        new(node.Address, "/ui/#/browse/run2") { Width = width }, async keyboard =>
    {
        var (page, address) = (keyboard.Page, node.Pods[1].Address);
        await keyboard.Show("Results");
        var byPeer = page.GetByRole(AriaRole.Button, new() { Name = "By peer" });
        await keyboard.Enter(byPeer);
        await Expect(Link(page, "cart")).ToBeVisibleAsync();
        await keyboard.AssertAt(byPeer);
        await keyboard.Enter(page.GetByRole(AriaRole.Button, new() { Name = "By target" }), "Shift+Tab");
        await Expect(Link(page, "payments")).ToBeVisibleAsync();
        var sort = page.GetByRole(AriaRole.Link, new() { Name = "Not 2xx" });
        await keyboard.Enter(sort);
        await Expect(page.GetByRole(AriaRole.Rowheader).First).ToHaveTextAsync("payments");
        await keyboard.AssertAt(sort);
        await keyboard.Reach(page.GetByRole(AriaRole.Searchbox, new() { Name = "Names with" }), "Shift+Tab");
        await keyboard.Type("a");
        await keyboard.Reach(Link(page, "payments"));
        await keyboard.Press("ArrowDown");
        await keyboard.AssertAt(Link(page, "catalog"));
        await keyboard.Press("ArrowUp", "Enter");

        foreach (var next in (string[])["checkout", address])
        {
            await keyboard.AssertAtView();
            await Expect(Link(page, next)).ToBeVisibleAsync();
            await keyboard.Reach(Link(page, next), "ArrowDown");
            await keyboard.Press("Enter");
        }

        await keyboard.AssertAtView();
        var report = page.Locator("pre.raw");
        await Expect(report).ToContainTextAsync("\"503\": 17");
        await keyboard.Enter(page.GetByRole(AriaRole.Button, new() { Name = "Copy curl" }).Last);
        await keyboard.AssertCopied($"curl -s '{node.Address}registry/lockers/run2/peers/checkout/{Uri.EscapeDataString(address)}/get/client,payments'");
        await keyboard.Reach(report);

        foreach (var next in (string[])[address, "checkout", "payments"])
        {
            await keyboard.GoBack();
            await keyboard.AssertAt(Link(page, next));
        }
    });

    [Theory]
    [InlineData(1400)]
    [InlineData(400)]
    public async Task What_has_the_focus_keeps_it_while_rows_change_their_places_and_a_report_is_read_again(int width)
    {
        var label = node.FreshLabel();
        await node.Client.Done($"/registry/lockers/open/{label}");
        await Report("slow", 90);
        await Report("steady", 100);
        await chromium.ByKeyboard(new(node.Address, $"/ui/#/results/{label}?sort=requests") { Width = width }, async keyboard =>
        {
            var page = keyboard.Page;
            await Expect(page.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync(["steady", "slow"]);
            await keyboard.Reach(Link(page, "slow"));
            await Report("slow", 200);
            await Expect(page.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync(["slow", "steady"]);
            await keyboard.AssertAt(Link(page, "slow"));
            await Report("steady", 300);
            await Expect(page.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync(["steady", "slow"]);
            await keyboard.AssertAt(Link(page, "slow"));

            await keyboard.Press("Enter");
            await keyboard.AssertAtView();
            await keyboard.Enter(Link(page, "live"));
            await keyboard.AssertAtView();
            await keyboard.Enter(Link(page, "10.1.1.1:1"));
            await keyboard.AssertAtView();
            await keyboard.Reach(page.Locator("pre.raw"));
            await Report("slow", 250);
            await Expect(page.Locator("pre.raw")).ToContainTextAsync("\"200\": 250");
            await keyboard.AssertAt(page.Locator("pre.raw"));
        });
        await node.Client.Done($"/registry/lockers/open/{SeededNode.Last}");
    }

    private static ILocator Link(IPage page, string name) => page.Locator("table.results").GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    private async Task Report(string target, int count)
    {
        var now = TimeProvider.System.GetUtcNow().ToString("O");
        await node.Client.Done(
            $"/registry/peers/live/10.1.1.1:1/locker/store/client,{target}",
            $$"""{"target":"{{target}}","invocationCounts":{{count}},"firstResponse":"{{now}}","lastResponse":"{{now}}","countsByStatusCodes":{"200":{{count}} } }""");
    }
}
