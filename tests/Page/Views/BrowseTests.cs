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
    public async Task Arrows_move_in_the_tree_and_the_URL_follows() => await chromium.Visit(new(node.Address, "/ui/#/browse/run2"), async tab =>
    {
        var page = tab.Page;
        var list = page.GetByRole(AriaRole.Listbox, new() { Name = "Keys" });
        await Expect(list.GetByRole(AriaRole.Option)).ToHaveCountAsync(3);
        await Reach(page, list);

        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page).ToHaveURLAsync(new Regex("key=/config$"));
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page).ToHaveURLAsync(new Regex(@"path=/config$"));
        await Expect(list.GetByRole(AriaRole.Option)).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("End");
        await Expect(page.GetByLabel("Text", new() { Exact = true })).ToHaveTextAsync("1000 requests a second");
        await page.Keyboard.PressAsync("Home");
        await Expect(page.GetByLabel("Text", new() { Exact = true })).ToContainTextAsync("\"timeout\": \"2s\"");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(list.GetByRole(AriaRole.Option, new() { Selected = true })).ToContainTextAsync("config");

        await page.GoBackAsync();
        await Expect(page).ToHaveURLAsync(new Regex("path=/config"));
    });

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

            await tab.Page.GetByRole(AriaRole.Option).Filter(new() { HasText = "bytes" }).ClickAsync();
            await Expect(text).ToContainTextAsync("ff 00 41 fe");
            await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Edit" })).ToBeDisabledAsync();
        });
    }

    [Fact]
    public async Task A_change_goes_on_top_of_what_was_shown_and_a_conflict_is_told()
    {
        await node.Client.Store(_label, "k", "one");
        await chromium.Visit(new(node.Address, $"/ui/#/browse/{_label}?key=/k"), async tab =>
        {
            tab.Expects(412);
            var page = tab.Page;
            await Edit(page, "two");
            await Expect(page.GetByLabel("Text", new() { Exact = true }).And(page.Locator("pre"))).ToHaveTextAsync("two");
            Assert.Equal("two", await node.Client.Text(_label, "k"));

            await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
            await node.Client.Store(_label, "k", "theirs");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Text" }).FillAsync("mine");
            await page.GetByRole(AriaRole.Button, new() { Name = "Store", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Conflict");
            await Expect(page.GetByLabel("The text that is stored now")).ToHaveTextAsync("theirs");
            Assert.Equal("theirs", await node.Client.Text(_label, "k"));
            await tab.Picture("browse-conflict");

            await page.GetByRole(AriaRole.Button, new() { Name = "Store mine over it" }).ClickAsync();
            await Expect(page.Locator("pre.text")).ToHaveTextAsync("mine");
            Assert.Equal("mine", await node.Client.Text(_label, "k"));
        });
    }

    [Fact]
    public async Task A_new_key_is_stored_where_none_is()
    {
        await node.Client.Store(_label, "there", "kept");
        await chromium.Visit(new(node.Address, $"/ui/#/browse/{_label}"), async tab =>
        {
            tab.Expects(412);
            var page = tab.Page;
            await page.GetByRole(AriaRole.Button, new() { Name = "New key" }).ClickAsync();
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Path" }).FillAsync("there");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Text" }).FillAsync("new");
            await page.GetByRole(AriaRole.Button, new() { Name = "Store", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is a text already");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Path" }).FillAsync("new,key");
            await page.GetByRole(AriaRole.Button, new() { Name = "Store", Exact = true }).ClickAsync();
            await Expect(page.Locator("pre.text")).ToHaveTextAsync("new");
        });
        Assert.Equal(("kept", "new"), (await node.Client.Text(_label, "there"), await node.Client.Text(_label, "new,key")));
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
            await Expect(tab.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
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
            await Expect(tab.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(2);
            await Expect(tab.Page.Locator("pre.text")).ToHaveTextAsync("two");
            await Expect(tab.Page.GetByRole(AriaRole.Option, new() { Selected = true })).ToContainTextAsync("m");
        });
    }

    [Fact]
    public async Task Trees_of_peers_are_there_too() => await chromium.Visit(new(node.Address, "/ui/#/browse/run2"), async tab =>
    {
        await tab.Page.GetByLabel("Tree").SelectOptionAsync("checkout");
        await tab.Page.GetByLabel("Instance").SelectOptionAsync(node.Pods[1].Address);
        await tab.Page.GetByRole(AriaRole.Option).Filter(new() { HasText = "client" }).DblClickAsync();
        await tab.Page.GetByRole(AriaRole.Option).Filter(new() { HasText = "payments" }).ClickAsync();
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
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy curl" }).ClickAsync();
        await Clipboard(page, $"curl -s '{node.Address}registry/lockers/run2/get/notes,second'");
    });

    private static async Task Clipboard(IPage page, string expected) => await page.WaitForFunctionAsync(
        "async expected => await navigator.clipboard.readText() === expected", expected);

    private static async Task Edit(IPage page, string text)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Text" }).FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Store", Exact = true }).ClickAsync();
    }

    // By the tab key alone, as people reach it who have no mouse.
    private static async Task Reach(IPage page, ILocator wanted)
    {
        const int Most = 60;
        for (var i = 0; i < Most; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement")) return;
        }

        Assert.Fail($"The tab key does not reach {wanted} in {Most} steps.");
    }
}
