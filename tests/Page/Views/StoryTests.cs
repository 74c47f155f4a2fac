using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Views;

/// <summary>What somebody does who has never seen Lockers.</summary>
[NeedsChromium]
public sealed class StoryTests(Chromium chromium, SeededNode node)
{
    [Fact]
    public async Task The_targets_that_failed_in_the_last_run_are_found_compared_and_followed_down_to_the_report() => await chromium.Visit(new(node.Address, "/ui/"), async tab =>
    {
        var page = tab.Page;
        var main = page.Locator("main");
        await main.GetByRole(AriaRole.Link, new() { Name = "run2", Exact = true }).ClickAsync();
        var payments = page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = "payments", Exact = true }) });
        await Expect(payments).ToContainTextAsync("360");
        await Expect(payments).ToContainTextAsync("17");

        await payments.GetByRole(AriaRole.Link, new() { Name = "payments" }).ClickAsync();
        await main.GetByRole(AriaRole.Link, new() { Name = "checkout", Exact = true }).First.ClickAsync();
        await main.GetByRole(AriaRole.Link, new() { Name = node.Pods[1].Address }).First.ClickAsync();
        await Expect(main).ToContainTextAsync("503 Service Unavailable");
        await Expect(page).ToHaveURLAsync(new Regex("target=payments"));

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByRole(AriaRole.Link, new() { Name = "Compare" }).ClickAsync();
        await Expect(main.GetByRole(AriaRole.Row).Filter(new() { HasText = "payments" })).ToContainTextAsync("17");
    });

    [Fact]
    public async Task A_link_shows_a_colleague_the_same() => await chromium.Visit(new(node.Address, "/ui/#/results/run2"), async tab =>
    {
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Not 2xx" }).First.ClickAsync();
        var rows = tab.Page.GetByRole(AriaRole.Rowheader);
        await Expect(rows).ToHaveCountAsync(1);
        var link = tab.Page.Url;
        await tab.Open("/ui/#/cluster");
        await tab.Open(link);
        await Expect(rows).ToHaveCountAsync(1);
    });

    [Fact]
    public async Task The_question_mark_shows_the_keys() => await chromium.Visit(new(node.Address, "/ui/#/cluster"), async tab =>
    {
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Cluster" })).ToBeVisibleAsync();
        await tab.Page.Keyboard.PressAsync("?");
        await Expect(tab.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("copy what is shown");
        await tab.Picture("help");
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(tab.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    });
}
