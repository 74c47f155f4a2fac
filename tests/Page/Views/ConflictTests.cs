using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Views;

/// <summary>Changing a text goes on top of what was shown, or not at all.</summary>
[NeedsChromium]
public sealed class ConflictTests(Chromium chromium, SeededNode node)
{
    private readonly string _label = node.FreshLabel();

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
    public async Task What_is_being_written_stays_while_others_store_keys_before_it_and_remove_the_key_itself()
    {
        await node.Client.Store(_label, "k", "one");
        await chromium.Visit(new(node.Address, $"/ui/#/browse/{_label}?key=/k"), async tab =>
        {
            tab.Expects(404, 412);
            var page = tab.Page;
            await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
            var draft = page.GetByRole(AriaRole.Textbox, new() { Name = "Text" });
            await draft.FillAsync("draft");
            foreach (var (key, rows) in new[] { ("a", 2), ("b", 3) })
            {
                await node.Client.Store(_label, key, "other");
                await Expect(tab.Rows).ToHaveCountAsync(rows);
                await Expect(draft).ToHaveValueAsync("draft");
            }

            await node.Client.Done($"/registry/lockers/{_label}/remove/k");
            await Expect(tab.Rows).ToHaveCountAsync(2);
            await Expect(draft).ToHaveValueAsync("draft");
            await page.GetByRole(AriaRole.Button, new() { Name = "Store", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Conflict");
        });
    }

    [Fact]
    public async Task A_key_that_is_removed_as_soon_as_it_was_changed_is_not_read_again()
    {
        await node.Client.Store(_label, "other", "stays");
        foreach (var key in (string[])["a", "b", "c"])
        {
            await node.Client.Store(_label, key, "one");
            await chromium.Visit(new(node.Address, $"/ui/#/browse/{_label}?key=/{key}"), async tab =>
            {
                // Removed within the second in which the page puts off what it reads again.
                var page = tab.Page;
                await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
                await page.GetByRole(AriaRole.Textbox, new() { Name = "Text" }).FillAsync("two");
                await page.GetByRole(AriaRole.Button, new() { Name = "Store", Exact = true }).ClickAsync();
                await Expect(page.Locator("pre.text")).ToHaveTextAsync("two");
                await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
                await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
                await Expect(page.Locator("pre.text")).ToHaveCountAsync(0);
                await Expect(tab.Rows).ToHaveCountAsync(1);
            });
        }
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

    private static async Task Edit(IPage page, string text)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Text" }).FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Store", Exact = true }).ClickAsync();
    }
}
