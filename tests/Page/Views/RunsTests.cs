using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Views;

/// <summary>The list of lockers, and what is done to them.</summary>
[NeedsChromium]
public sealed class RunsTests(Chromium chromium, SeededNode node)
{
    [Fact]
    public async Task A_run_shows_what_it_holds_and_how_it_went() => await chromium.Visit(new(node.Address, "/ui/"), async tab =>
    {
        var row = Row(tab, SeededNode.Last);
        await Expect(row.Locator("td.number data").First).ToHaveTextAsync("1,080");
        await Expect(row.Locator(".bad data")).ToHaveAttributeAsync("value", "17");
        await Expect(row.GetByRole(AriaRole.Img)).ToHaveAttributeAsync("aria-label", new Regex("^200: 98.4%, 503: 1.6%$"));

        await row.GetByRole(AriaRole.Link, new() { Name = SeededNode.Last, Exact = true }).ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync(new Regex("#/results/run2$"));
    });

    [Fact]
    public async Task A_locker_is_opened_and_closed_and_closing_says_how_much_goes()
    {
        var label = node.FreshLabel();
        await chromium.Visit(new(node.Address, "/ui/#/runs"), async tab =>
        {
            var page = tab.Page;
            await page.GetByRole(AriaRole.Button, new() { Name = "Open a locker…" }).ClickAsync();
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Label" }).FillAsync(label);
            await page.Keyboard.PressAsync("Enter");
            await Expect(Row(tab, label).GetByText("current", new() { Exact = true })).ToBeVisibleAsync();

            await node.Client.Store(label, "a", "12345");
            await node.Client.Store(label, "b", "678");
            await page.ReloadAsync();
            await Choose(tab, label, "Close…");
            var dialog = page.GetByRole(AriaRole.Dialog);
            await Expect(dialog).ToContainTextAsync("2 keys with");
            await Expect(dialog).ToContainTextAsync("default is current again");
            await page.Keyboard.PressAsync("Escape");
            await Expect(dialog).ToHaveCountAsync(0);
            await Expect(Row(tab, label)).ToBeVisibleAsync();

            await Choose(tab, label, "Close…");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
            await Expect(Row(tab, label)).ToHaveCountAsync(0);
        });
        Assert.DoesNotContain(label, (await node.Client.Get("/registry/lockers/labels")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locker_is_cleared_made_current_and_downloaded()
    {
        var (label, other) = (node.FreshLabel(), node.FreshLabel());
        await node.Client.Done($"/registry/lockers/open/{label}");
        await node.Client.Store(label, "a", "text that is kept");
        await node.Client.Done($"/registry/lockers/open/{other}");
        await chromium.Visit(new(node.Address, "/ui/#/runs"), async tab =>
        {
            await Choose(tab, label, "Make current");
            await Expect(Row(tab, label).GetByText("current", new() { Exact = true })).ToBeVisibleAsync();

            var dump = await tab.Page.RunAndWaitForDownloadAsync(() => Choose(tab, label, "Download dump"));
            Assert.Equal($"{label}.json", dump.SuggestedFilename);
            Assert.Contains("text that is kept", await File.ReadAllTextAsync(await dump.PathAsync()), StringComparison.Ordinal);

            await Choose(tab, label, "Clear…");
            await tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Clear", Exact = true }).ClickAsync();
            await Expect(Row(tab, label).Locator("td.number").Nth(3)).ToHaveTextAsync("0");
        });
        Assert.Equal(404, (await node.Client.Get($"/registry/lockers/{label}/get/a")).Status);
    }

    private static ILocator Row(Tab tab, string label) =>
        tab.Page.GetByRole(AriaRole.Row).Filter(new() { Has = tab.Page.GetByRole(AriaRole.Link, new() { Name = label, Exact = true }) });

    private static async Task Choose(Tab tab, string label, string action)
    {
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = $"Actions: {label}", Exact = true }).ClickAsync();
        await tab.Page.Locator(".menu:popover-open").GetByText(action, new() { Exact = true }).ClickAsync();
    }
}
