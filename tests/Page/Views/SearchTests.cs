using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Views;

/// <summary>Finding a text, and going to where it is.</summary>
[NeedsChromium]
public sealed class SearchTests(Chromium chromium, SeededNode node)
{
    [Fact]
    public async Task By_the_keyboard_alone_a_text_is_found_and_shown_in_the_tree() => await chromium.Visit(new(node.Address, "/ui/"), async tab =>
    {
        var page = tab.Page;
        await Expect(page.Locator("main").GetByText("run2").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("/");
        await Expect(page.GetByRole(AriaRole.Searchbox, new() { Name = "Text to find" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("TIMEOUT at");
        var found = page.Locator(".found li");
        await Expect(found).ToHaveCountAsync(1);
        await Expect(page).ToHaveURLAsync(new Regex("q=TIMEOUT%20at"));
        await found.GetByRole(AriaRole.Button, new() { Name = "Text" }).ClickAsync();
        await Expect(found.Locator("mark").First).ToHaveTextAsync("timeout at");

        await found.GetByRole(AriaRole.Link, new() { Name = "Show in tree" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("pre.text")).ToHaveTextAsync("payments answered with a timeout at 10:00");
        await Expect(tab.SelectedRow).ToContainTextAsync("first");
    });

    [Fact]
    public async Task What_to_type_is_shown_for_the_locker_that_is_chosen() => await chromium.Visit(new(node.Address, "/ui/#/search"), async tab =>
    {
        var page = tab.Page;
        await Expect(page.Locator(".command")).ToContainTextAsync($"'{node.Address}registry/lockers/find/timeout?in=all&peers=y'");
        await tab.Open("/ui/#/search/run2?in=data&peers=n");
        await Expect(page.Locator(".command")).ToContainTextAsync($"'{node.Address}registry/lockers/run2/find/timeout?in=data'");
        await page.GetByRole(AriaRole.Link, new() { Name = "timeout" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("#/search/run2\\?q=timeout&in=data&peers=n$"));
        await Expect(page.Locator(".found li")).ToHaveCountAsync(2);
    });

    [Fact]
    public async Task Keys_texts_and_peers_are_searched_as_chosen() => await chromium.Visit(new(node.Address, "/ui/#/search/run2?q=payments"), async tab =>
    {
        var found = tab.Page.Locator(".found li");
        // The reports of three peers, by their key and in their text, and a note.
        await Expect(found).ToHaveCountAsync(4);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Texts", Exact = true }).ClickAsync();
        await Expect(found).ToHaveCountAsync(4);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Keys", Exact = true }).ClickAsync();
        await Expect(found).ToHaveCountAsync(3);
        await tab.Page.GetByLabel("Peers' trees too").UncheckAsync();
        await Expect(tab.Page.GetByText("Nothing contains")).ToBeVisibleAsync();
    });
}
