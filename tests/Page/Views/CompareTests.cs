using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Views;

/// <summary>A run beside the one before it.</summary>
[NeedsChromium]
public sealed class CompareTests(Chromium chromium, SeededNode node)
{
    [Fact]
    public async Task What_is_different_is_marked() => await chromium.Visit(new(node.Address, "/ui/#/results/run2"), async tab =>
    {
        var page = tab.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare with run1" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("#/compare/run1/run2"));
        var marked = page.Locator("tr.marked");
        await Expect(marked).ToHaveCountAsync(1);
        await Expect(marked.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync("payments");
        await Expect(marked.Locator(".differences")).ToContainTextAsync("new: 503 (17)");
        await Expect(page.GetByText("1 of 3 targets differ")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Differences" }).ClickAsync();
        await Expect(page.Locator("table.compare tbody tr")).ToHaveCountAsync(2);

        await page.GetByRole(AriaRole.Link, new() { Name = "Swap" }).ClickAsync();
        await Expect(page.Locator("tr.marked .differences")).ToContainTextAsync("gone: 503 (17)");
    });
}
