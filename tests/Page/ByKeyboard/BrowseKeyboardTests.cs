using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.ByKeyboard;

/// <summary>The tree without a mouse.</summary>
[NeedsChromium]
public sealed class BrowseKeyboardTests(Chromium chromium, SeededNode node)
{
    [Theory]
    [InlineData(1400)]
    [InlineData(400)]
    public Task Arrows_move_in_the_tree_and_the_URL_follows(int width) => chromium.ByKeyboard(new(node.Address, "/ui/#/runs") { Width = width }, async keyboard =>
    {
        var page = keyboard.Page;
        var (list, text) = (Keys(page), page.GetByLabel("Text", new() { Exact = true }));
        await keyboard.Show("Browse");
        await keyboard.Choose(page.GetByLabel("Locker"), SeededNode.Last);
        await Expect(keyboard.Tab.Rows).ToHaveCountAsync(3);
        await keyboard.Reach(list);
        await keyboard.Press("ArrowDown", "ArrowDown");
        await Expect(page).ToHaveURLAsync(new Regex("key=%2Fconfig$"));
        await keyboard.Press("ArrowRight");
        await Expect(page).ToHaveURLAsync(new Regex("path=%2Fconfig$"));
        await Expect(keyboard.Tab.Rows).ToHaveCountAsync(2);
        await keyboard.Press("End");
        await Expect(text).ToHaveTextAsync("1000 requests a second");
        await keyboard.Press("Home");
        await Expect(text).ToContainTextAsync("\"timeout\": \"2s\"");
        await keyboard.Enter(page.Locator("section.value").GetByRole(AriaRole.Button, new() { Name = "Copy curl" }));
        await keyboard.AssertCopied($"curl -s '{node.Address}registry/lockers/run2/get/config,http'");
        var hex = page.GetByRole(AriaRole.Button, new() { Name = "Hex" });
        await keyboard.Enter(hex);
        await Expect(text).ToContainTextAsync("7b 22");
        await keyboard.AssertAt(hex);
        await keyboard.Reach(list, "Shift+Tab");
        await keyboard.Press("ArrowLeft");
        await Expect(keyboard.Tab.SelectedRow).ToContainTextAsync("config");
        await keyboard.AssertAt(list);

        await keyboard.GoBack();
        await Expect(page).ToHaveURLAsync(new Regex("path=%2Fconfig"));
        await keyboard.Enter(page.GetByRole(AriaRole.Navigation, new() { Name = "Path" }).GetByRole(AriaRole.Link), "Shift+Tab");
        await keyboard.AssertAtView();
        await keyboard.Press("ArrowDown");
        await keyboard.AssertAt(list);
    });

    [Theory]
    [InlineData(1400)]
    [InlineData(400)]
    public async Task A_key_is_made_changed_and_removed_and_others_remove_what_is_looked_at(int width)
    {
        var label = node.FreshLabel();
        await node.Client.Store(label, "other", "stays");
        await chromium.ByKeyboard(new(node.Address, $"/ui/#/browse/{label}") { Width = width }, async keyboard =>
        {
            keyboard.Tab.Expects(404);
            var page = keyboard.Page;
            await keyboard.Enter(page.GetByRole(AriaRole.Button, new() { Name = "New key" }));
            await keyboard.AssertAt(page.GetByRole(AriaRole.Textbox, new() { Name = "Path" }));
            await keyboard.Type("made,here");
            await keyboard.Reach(page.GetByRole(AriaRole.Textbox, new() { Name = "Text" }));
            await keyboard.Type("one");
            await keyboard.Enter(Button(page, "Store"));
            await Expect(page.Locator("pre.text")).ToHaveTextAsync("one");
            await keyboard.AssertAtView();

            await keyboard.Enter(Button(page, "Edit"));
            await keyboard.AssertAt(page.GetByRole(AriaRole.Textbox, new() { Name = "Text" }));
            await keyboard.Press("End");
            await keyboard.Type(" and more");
            await keyboard.Enter(Button(page, "Store"));
            await Expect(page.Locator("pre.text")).ToHaveTextAsync("one and more");
            await keyboard.AssertAt(Button(page, "Edit"));

            await keyboard.Enter(Button(page, "Remove"));
            await keyboard.AssertAt(Button(page, "Cancel"));
            await keyboard.Press("Escape");
            await keyboard.AssertAt(Button(page, "Remove"));
            await keyboard.Press("Enter");
            await keyboard.Enter(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }));

            // It was the only key of its level.
            await keyboard.AssertAt(page.GetByRole(AriaRole.Link, new() { Name = "One level up" }));
            await keyboard.Press("Enter");
            await keyboard.AssertAtView();
            await Expect(keyboard.Tab.Rows).ToHaveCountAsync(1);
            await keyboard.Press("ArrowDown", "ArrowDown");
            await keyboard.Reach(Button(page, "Copy path"));
            await node.Client.Store(label, "second", "comes");
            await node.Client.Done($"/registry/lockers/{label}/remove/other");
            await Expect(page.GetByText("This key is not there")).ToBeVisibleAsync();
            await keyboard.AssertAt(Keys(page));
        });
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(400)]
    public Task Trees_of_peers_are_chosen(int width) => chromium.ByKeyboard(new(node.Address, "/ui/#/browse/run2") { Width = width }, async keyboard =>
    {
        var page = keyboard.Page;
        await Expect(page.GetByLabel("Tree").Locator("option")).ToHaveCountAsync(1 + SeededNode.Peers.Count);
        await keyboard.Choose(page.GetByLabel("Tree"), "checkout");
        await Expect(page).ToHaveURLAsync(new Regex("instance="));
        await keyboard.AssertAt(page.GetByLabel("Tree"));
        await Expect(keyboard.Tab.Rows).ToHaveCountAsync(1);
        await keyboard.Reach(Keys(page));
        await keyboard.Press("ArrowDown", "ArrowRight");
        await Expect(keyboard.Tab.Rows).ToHaveCountAsync(3);
        await keyboard.Press("ArrowDown", "ArrowDown");
        await Expect(page.Locator("pre.text")).ToContainTextAsync("\"503\": 17");
        await keyboard.AssertAt(Keys(page));
    });

    private static ILocator Keys(IPage page) => page.GetByRole(AriaRole.Listbox, new() { Name = "Keys" });

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
