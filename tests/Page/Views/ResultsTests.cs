using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Views;

/// <summary>From a run's targets down to what an instance reported.</summary>
[NeedsChromium]
public sealed class ResultsTests(Chromium chromium, SeededNode node)
{
    [Fact]
    public async Task The_failing_target_is_found_and_followed_down_to_the_report() => await chromium.Visit(new(node.Address, "/ui/#/results/run2"), async tab =>
    {
        var page = tab.Page;
        await Expect(Names(page)).ToHaveTextAsync(["catalog", "payments", "stock"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Not 2xx" }).ClickAsync();
        await Expect(Names(page)).ToHaveTextAsync(["payments"]);
        await Expect(page).ToHaveURLAsync(new Regex("status=!2xx"));

        await page.GetByRole(AriaRole.Link, new() { Name = "payments", Exact = true }).ClickAsync();
        await Expect(Names(page)).ToHaveTextAsync(["checkout"]);
        await page.GetByRole(AriaRole.Link, new() { Name = "checkout", Exact = true }).ClickAsync();
        var address = node.Pods[1].Address;
        await Expect(Names(page)).ToHaveTextAsync([address]);
        await page.GetByRole(AriaRole.Link, new() { Name = address, Exact = true }).ClickAsync();
        await Expect(page.Locator("pre.raw")).ToContainTextAsync("\"503\": 17");

        await page.GetByRole(AriaRole.Button, new() { Name = "Copy path" }).ClickAsync();
        await page.WaitForFunctionAsync("async () => await navigator.clipboard.readText() === 'client,payments'");

        // Who gets the link sees the same.
        await tab.Page.ReloadAsync();
        await Expect(page.Locator("pre.raw")).ToContainTextAsync("\"503\": 17");
    });

    [Fact]
    public async Task Numbers_are_those_of_the_API() => await chromium.Visit(new(node.Address, "/ui/#/results/run2?by=peer"), async tab =>
    {
        var table = await node.Client.Json("/registry/lockers/run2/targets/results?by=peer");

        foreach (var row in table["rows"]!.AsArray())
        {
            var shown = tab.Page.GetByRole(AriaRole.Row).Filter(new() { Has = tab.Page.GetByRole(AriaRole.Rowheader, new() { Name = (string)row!["peer"]!, Exact = true }) });
            await Expect(shown.Locator("data").First).ToHaveAttributeAsync("value", row["requests"]!.ToJsonString());
            foreach (var (code, count) in row["statuses"]!.AsObject())
                await Expect(shown.Locator(".code-list").GetByText(code)).ToContainTextAsync(count!.ToJsonString());
        }
    });

    [Fact]
    public async Task Rows_of_any_number_are_summed_up() => await chromium.Visit(new(node.Address, "/ui/#/results/run2"), async tab =>
    {
        // As many as a thousand instances have of a thousand targets.
        var sum = await tab.Page.EvaluateAsync<int[]>(
            """
            async () => {
              const { total } = await import('/ui/results/table.js');
              const all = total(Array.from({ length: 1_000_000 }, () => ({ requests: 2, codes: { 200: 1, constructor: 1 }, first: null, last: null })));
              return [all.requests, all.codes[200], all.codes.constructor];
            }
            """);
        Assert.Equal([2_000_000, 1_000_000, 1_000_000], sum);
    });

    [Fact]
    public async Task A_run_that_goes_on_moves_by_itself()
    {
        var label = node.FreshLabel();
        await node.Client.Done($"/registry/lockers/open/{label}");
        await Report(100);
        await chromium.Visit(new(node.Address, $"/ui/#/results/{label}"), async tab =>
        {
            var requests = tab.Page.Locator(".figures data").First;
            await Expect(requests).ToHaveTextAsync("100");
            await Report(250);
            await Expect(requests).ToHaveTextAsync("250");
            await Expect(tab.Page.Locator(".chart canvas")).ToBeVisibleAsync();

            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
            await Report(300);
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
            await Expect(requests).ToHaveTextAsync("300");
        });

        Task Report(int count)
        {
            var now = TimeProvider.System.GetUtcNow().ToString("O");
            return node.Client.Done(
                "/registry/peers/live/10.1.1.1:1/locker/store/client,t1",
                $$"""{"target":"t1","invocationCounts":{{count}},"firstResponse":"{{now}}","lastResponse":"{{now}}","countsByStatusCodes":{"200":{{count}} } }""");
        }
    }

    [Fact]
    public async Task A_locker_without_results_says_how_to_get_some()
    {
        var label = node.FreshLabel();
        await node.Client.Store(label, "a", "b");
        await chromium.Visit(new(node.Address, $"/ui/#/results/{label}"), async tab =>
        {
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = $"No results in {label}" })).ToBeVisibleAsync();
            await Expect(tab.Page.Locator(".command").First).ToContainTextAsync($"--registry {node.Address.GetLeftPart(UriPartial.Authority)} --locker");
        });
    }

    private static ILocator Names(IPage page) => page.Locator("table.results tbody th");
}
