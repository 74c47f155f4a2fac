using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.ByKeyboard;

/// <summary>The nodes, and what stands around every view, without a mouse.</summary>
[NeedsChromium]
public sealed class ClusterKeyboardTests(Chromium chromium, SeededNode node)
{
    [Theory]
    [InlineData(1400)]
    [InlineData(400)]
    public Task The_nodes_are_looked_at_and_dialogs_give_the_focus_back(int width) => chromium.ByKeyboard(new(node.Address, "/ui/#/runs") { Width = width }, async keyboard =>
    {
        var page = keyboard.Page;
        await keyboard.Show("Cluster");
        await keyboard.Choose(page.GetByLabel("Theme"), "dark");
        await Expect(page.Locator(":root")).ToHaveAttributeAsync("data-theme", "dark");
        var key = page.GetByRole(AriaRole.Button, new() { Name = "Key", Exact = true });
        await keyboard.Enter(key);
        await keyboard.AssertAt(page.GetByRole(AriaRole.Dialog).GetByLabel("Key"));
        await keyboard.Press("Escape");
        await keyboard.AssertAt(key);

        await keyboard.Enter(page.GetByRole(AriaRole.Link, new() { Name = "Skip to the view" }), "Shift+Tab");
        await keyboard.AssertAtView();
        await keyboard.Reach(page.GetByRole(AriaRole.Link, new() { Name = "Orleans dashboard" }));
        await keyboard.Enter(page.GetByRole(AriaRole.Button, new() { Name = "Copy curl" }));
        await keyboard.AssertCopied($"curl -s '{node.Address}registry/cluster'");
        var nodes = page.GetByRole(AriaRole.Region, new() { Name = "Nodes" });
        await keyboard.Reach(nodes);
        await keyboard.Press("?");
        await keyboard.AssertAt(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Close" }));
        await keyboard.Press("Escape");
        await keyboard.AssertAt(nodes);
    });
}
