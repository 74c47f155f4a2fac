using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Views;

/// <summary>Looking at a tree, and changing it.</summary>
[NeedsChromium]
public sealed class BrowseTests(Chromium chromium, SeededNode node)
{
    private readonly string _label = node.FreshLabel();

    [Fact]
    public async Task A_text_is_shown_raw_as_JSON_and_as_hex()
    {
        await node.Client.Store(_label, "json", "{\"n\":12345678901234567890,\"a\":[]}", "application/json");
        await node.Client.Store(_label, "bytes", [0xff, 0x00, (byte)'A', 0xfe], "application/octet-stream");
        await chromium.Visit(new(node.Address, $"/ui/#/browse/{_label}?key=/json"), async tab =>
        {
            var text = tab.Page.GetByLabel("Text", new() { Exact = true });
            await Expect(text).ToHaveTextAsync("{\n  \"n\": 12345678901234567890,\n  \"a\": []\n}");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Raw" }).ClickAsync();
            await Expect(text).ToHaveTextAsync("{\"n\":12345678901234567890,\"a\":[]}");
            await Expect(tab.Page).ToHaveURLAsync(new Regex("as=raw"));

            await tab.Rows.Filter(new() { HasText = "bytes" }).ClickAsync();
            await Expect(text).ToContainTextAsync("ff 00 41 fe");
            await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Edit" })).ToBeDisabledAsync();
        });
    }

    [Fact]
    public async Task Removing_asks_says_how_much_goes_and_removes()
    {
        await node.Client.Store(_label, "a,b", "x");
        await node.Client.Store(_label, "a,c", "y");
        await node.Client.Store(_label, "z", "stays");
        await chromium.Visit(new(node.Address, $"/ui/#/browse/{_label}?key=/a"), async tab =>
        {
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
            var dialog = tab.Page.GetByRole(AriaRole.Dialog);
            await Expect(dialog).ToContainTextAsync("2 subkeys");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
            await Expect(tab.Rows).ToHaveCountAsync(1);
        });
    }

    [Fact]
    public async Task What_others_store_shows_by_itself_and_the_selected_key_stays_selected()
    {
        await node.Client.Store(_label, "m", "one");
        await chromium.Visit(new(node.Address, $"/ui/#/browse/{_label}?key=/m"), async tab =>
        {
            await Expect(tab.Page.Locator("pre.text")).ToHaveTextAsync("one");
            await node.Client.Store(_label, "b", "before it");
            await node.Client.Store(_label, "m", "two");
            await Expect(tab.Rows).ToHaveCountAsync(2);
            await Expect(tab.Page.Locator("pre.text")).ToHaveTextAsync("two");
            await Expect(tab.SelectedRow).ToContainTextAsync("m");
        });
    }

    [Fact]
    public async Task Trees_of_peers_are_there_too() => await chromium.Visit(new(node.Address, "/ui/#/browse/run2"), async tab =>
    {
        await tab.Page.GetByLabel("Tree").SelectOptionAsync("checkout");
        await tab.Page.GetByLabel("Instance").SelectOptionAsync(node.Pods[1].Address);
        await tab.Rows.Filter(new() { HasText = "client" }).DblClickAsync();
        await tab.Rows.Filter(new() { HasText = "payments" }).ClickAsync();
        await Expect(tab.Page.Locator("pre.text")).ToContainTextAsync("\"503\": 17");
        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Edit" })).ToHaveCountAsync(0);
    });

    [Fact]
    public async Task Value_path_and_command_are_copied() => await chromium.Visit(new(node.Address, "/ui/#/browse/run2?path=/notes&key=/second"), async tab =>
    {
        var page = tab.Page;
        await Expect(page.Locator("pre.text")).ToContainTextAsync("日本語");
        await page.Locator("main").FocusAsync();
        await page.Keyboard.PressAsync("c");
        await Clipboard(page, "größer als erwartet – 日本語");
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy path" }).ClickAsync();
        await Clipboard(page, "notes,second");
        await page.Locator("section.value").GetByRole(AriaRole.Button, new() { Name = "Copy curl" }).ClickAsync();
        await Clipboard(page, $"curl -s '{node.Address}registry/lockers/run2/get/notes,second'");
    });

    [Fact]
    public async Task The_command_that_lists_the_keys_is_copied_of_any_tree() => await chromium.Visit(new(node.Address, "/ui/#/browse/run2?path=/notes"), async tab =>
    {
        var copy = tab.Page.Locator("main > .bar").GetByRole(AriaRole.Button, new() { Name = "Copy curl" });
        await copy.ClickAsync();
        await Clipboard(tab.Page, $"curl -s '{node.Address}registry/lockers/run2/keys/notes'");
        await tab.Open($"/ui/#/browse/run2?peer=cart&instance={node.Pods[0].Address}&path=/client");
        await Expect(tab.Rows).ToHaveCountAsync(3);
        await copy.ClickAsync();
        await Clipboard(tab.Page, $"curl -s '{node.Address}registry/lockers/run2/keys/client?peer=cart&instance={Uri.EscapeDataString(node.Pods[0].Address)}'");
    });

    private static async Task Clipboard(IPage page, string expected) => await page.WaitForFunctionAsync(
        "async expected => await navigator.clipboard.readText() === expected", expected);
}
