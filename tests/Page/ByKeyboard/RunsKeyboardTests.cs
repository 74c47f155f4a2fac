using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.ByKeyboard;

/// <summary>The list of lockers without a mouse.</summary>
[NeedsChromium]
public sealed class RunsKeyboardTests(Chromium chromium, SeededNode node)
{
    // With so many there is a field to filter them by.
    private const int Others = 6;

    [Theory]
    [InlineData(1400)]
    [InlineData(400)]
    public async Task Lockers_are_opened_filtered_and_closed_and_a_run_is_looked_into(int width)
    {
        var label = $"keys-{width}";
        await chromium.ByKeyboard(new(node.Address, "/ui/#/cluster") { Width = width }, async keyboard =>
        {
            var page = keyboard.Page;
            await keyboard.Show("Runs");
            await Open(keyboard, label);
            await keyboard.Press("c");
            await keyboard.AssertCopied($"curl -s '{node.Address}registry/lockers/labels?detailed=y'");

            // Others are opened meanwhile, and come to stand before it.
            for (var i = 1; i <= Others; i++) await node.Client.Done($"/registry/lockers/open/{label}-{i}");
            var field = page.GetByRole(AriaRole.Searchbox, new() { Name = "Labels with" });
            await Expect(field).ToBeVisibleAsync();
            await keyboard.Reach(field, "Shift+Tab");
            await keyboard.Type(label);
            await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1 + Others);
            await Close(keyboard, label);

            await keyboard.Reach(field, "Shift+Tab");
            await keyboard.Press("Control+a");
            await keyboard.Type(SeededNode.Last);
            await keyboard.Enter(Link(page, SeededNode.Last));
            await Expect(page).ToHaveURLAsync(new Regex("#/results/run2$"));
            await keyboard.AssertAtView();
            await keyboard.GoBack();
            await keyboard.AssertAt(Link(page, SeededNode.Last));
        });
        for (var i = 1; i <= Others; i++) await node.Client.Done($"/registry/lockers/{label}-{i}/close");
        await node.Client.Done($"/registry/lockers/open/{SeededNode.Last}");
    }

    private static async Task Open(Keyboard keyboard, string label)
    {
        var page = keyboard.Page;
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Open a locker…" });
        await keyboard.Enter(button);
        await keyboard.AssertAt(page.GetByRole(AriaRole.Textbox, new() { Name = "Label" }));
        await keyboard.Press("Escape");
        await keyboard.AssertAt(button);
        await keyboard.Press("Enter");
        await keyboard.AssertAt(page.GetByRole(AriaRole.Textbox, new() { Name = "Label" }));
        await keyboard.Type(label);
        await keyboard.Press("Enter");
        await Expect(Link(page, label)).ToBeVisibleAsync();
        await keyboard.AssertAt(button);
    }

    private static async Task Close(Keyboard keyboard, string label)
    {
        var page = keyboard.Page;
        await keyboard.Reach(Link(page, $"{label}-{Others}"));
        await keyboard.Reach(Link(page, label), "ArrowDown");
        var actions = page.GetByRole(AriaRole.Button, new() { Name = $"Actions: {label}", Exact = true });
        var close = page.Locator(".menu:popover-open").GetByText("Close…");
        await keyboard.Enter(actions);
        await keyboard.Press("ArrowDown");
        await keyboard.AssertAt(page.Locator(".menu:popover-open").GetByText("Browse"));
        await keyboard.Press("Escape");
        await keyboard.AssertAt(actions);

        await keyboard.Press("Enter");
        await keyboard.Enter(close, "ArrowDown");
        await keyboard.AssertAt(page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }));
        await keyboard.Press("Escape");
        await keyboard.AssertAt(actions);

        await keyboard.Press("Enter");
        await keyboard.Enter(close, "ArrowDown");
        await keyboard.Enter(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }));
        await Expect(Link(page, label)).ToHaveCountAsync(0);
        await keyboard.AssertAt(page.GetByRole(AriaRole.Button, new() { Name = $"Actions: {label}-1", Exact = true }));
    }

    private static ILocator Link(IPage page, string label) => page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link, new() { Name = label, Exact = true });
}
