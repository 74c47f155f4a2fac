using System.Text.Json.Nodes;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Views;

/// <summary>Reports that are sent to somebody who has no server.</summary>
[NeedsChromium]
public sealed class ReportTests(Chromium chromium, SeededNode node)
{
    [Fact]
    public async Task A_run_as_one_file_has_the_numbers_of_the_API() => await Saved("/ui/#/results/run2", "run2.html", async report =>
    {
        foreach (var by in (string[])["target", "peer", "instance"])
        {
            var table = await node.Client.Json($"/registry/lockers/run2/targets/results?by={by}");
            var rows = report.Locator($"#{by} tbody tr");
            await Expect(rows).ToHaveCountAsync(table["rows"]!.AsArray().Count);
            for (var i = 0; i < table["rows"]!.AsArray().Count; i++) await AssertSums(rows.Nth(i), table["rows"]![i]!);
            await AssertSums(report.Locator("#total tbody tr"), table["total"]!);
        }
    });

    [Fact]
    public async Task A_comparison_as_one_file_has_the_numbers_of_the_API() => await Saved("/ui/#/compare/run1/run2", "run1 and run2.html", async report =>
    {
        var table = await node.Client.Json("/registry/lockers/compare/run1/run2?by=target");
        var rows = report.Locator("#target tbody tr");
        await Expect(rows).ToHaveCountAsync(table["rows"]!.AsArray().Count);
        for (var i = 0; i < table["rows"]!.AsArray().Count; i++)
        {
            foreach (var (side, cell) in ((string, int)[])[("a", 0), ("b", 3)])
            {
                var requests = rows.Nth(i).Locator("td").Nth(cell).Locator("data");
                await Expect(requests).ToHaveAttributeAsync("value", table["rows"]![i]![side]!["requests"]!.ToJsonString());
            }
        }

        await Expect(report.Locator("#target tr.differs th")).ToHaveTextAsync("payments");
    });

    private static async Task AssertSums(ILocator row, JsonNode sums)
    {
        await Expect(row.Locator("td").First.Locator("data")).ToHaveAttributeAsync("value", sums["requests"]!.ToJsonString());
        foreach (var (code, count) in sums["statuses"]!.AsObject())
            await Expect(row.Locator(".codes span").Filter(new() { HasText = code }).Locator("data")).ToHaveAttributeAsync("value", count!.ToJsonString());
    }

    // Saves the report that a view makes, and opens the file without a network.
    private async Task Saved(string path, string name, Func<IPage, Task> test) => await chromium.Visit(new(node.Address, path), async tab =>
    {
        var button = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Report", Exact = true });
        var saved = await tab.Page.RunAndWaitForDownloadAsync(() => button.ClickAsync());
        Assert.Equal(name, saved.SuggestedFilename);
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        await saved.SaveAsAsync(file);
        try
        {
            // The view itself would say that it is cut off.
            await tab.Page.GotoAsync("about:blank");
            await tab.Page.Context.SetOfflineAsync(true);
            var report = await tab.Page.Context.NewPageAsync();
            var asked = new List<string>();
            report.Request += (_, request) => asked.Add(request.Url);
            await report.GotoAsync(new Uri(file).AbsoluteUri);
            await test(report);
            Assert.Single(asked);
            await report.ScreenshotAsync(new() { Path = Pictures.PathOf($"report-{name.Replace(' ', '-')}"), FullPage = true });
            await tab.Page.Context.SetOfflineAsync(false);
        }
        finally
        {
            File.Delete(file);
        }
    });
}
