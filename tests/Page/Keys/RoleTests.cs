using Lockers.Page.Browser;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Keys;

/// <summary>A node that asks for keys: the page asks its reader, and offers what the key may do.</summary>
[NeedsChromium]
public sealed class RoleTests(Chromium chromium)
{
    [Fact]
    public async Task The_page_asks_for_a_key_and_a_key_that_reads_changes_nothing()
    {
        await using var node = await KeyedNode.Start();
        await node.Done("lockers/default/store/k", "one");
        await chromium.Visit(new(node.Address, "/ui/#/browse/default?key=/k"), async tab =>
        {
            tab.Expects(401, 403);
            var page = tab.Page;
            await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            await tab.Picture("key-asked");
            await page.Give(KeyedNode.Reader);
            await Expect(page.Locator("pre.text")).ToHaveTextAsync("one");
            await Expect(page.GetByText("Your key may read only").First).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Edit" })).ToBeDisabledAsync();
            await tab.Picture("read-only");
            await tab.AssertAccessible("read-only");

            await page.GetByRole(AriaRole.Button, new() { Name = "Use another key" }).ClickAsync();
            await page.Give(KeyedNode.Writer);
            await Change(page, "three");
            await Expect(page.Locator("pre.text")).ToHaveTextAsync("three");
        });
    }

    [Fact]
    public async Task Peers_offers_what_needs_the_role_admin_to_a_key_that_has_it()
    {
        await using var node = await KeyedNode.Start();
        await node.Done("peers/p/targets/add", """{"name":"t","method":"GET","url":"http://t/","headers":[]}""");
        await chromium.Visit(new(node.Address, "/ui/#/peers"), async tab =>
        {
            tab.Expects(401, 403);
            var page = tab.Page;
            ILocator[] acts = [.. ((string[])["Check health", "Clean up", "Invoke all", "Stop all", "Invoke t", "Stop t", "Remove t"])
                .Select(name => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }))];
            await page.Give(KeyedNode.Writer);
            foreach (var act in acts) await Expect(act).ToBeDisabledAsync();
            await Expect(acts[0]).ToHaveAttributeAsync("title", "This needs a key with the role admin");
            await Expect(page.Locator(".note")).ToContainTextAsync("that needs the role admin");
            await tab.Picture("peers-for-a-writer");
            await tab.AssertAccessible("peers for a writer");

            await page.GetByRole(AriaRole.Button, new() { Name = "Use another key" }).ClickAsync();
            await page.Give(KeyedNode.Reader);
            await Expect(page.GetByText("Your key may read only")).ToBeVisibleAsync();
            foreach (var act in acts) await Expect(act).ToBeDisabledAsync();
            await Expect(page.GetByText("that needs the role admin")).ToHaveCountAsync(0);

            await page.GetByRole(AriaRole.Button, new() { Name = "Use another key" }).ClickAsync();
            await page.Give(KeyedNode.Admin);
            foreach (var act in acts) await Expect(act).ToBeEnabledAsync();
            await Expect(page.Locator(".note")).ToHaveCountAsync(0);
            await page.GetByRole(AriaRole.Button, new() { Name = "Check health" }).ClickAsync();
            await Expect(page.Locator(".note")).ToContainTextAsync("there is no pod to tell");
        });
    }

    private static async Task Change(IPage page, string text)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Text" }).FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Store", Exact = true }).ClickAsync();
    }
}
