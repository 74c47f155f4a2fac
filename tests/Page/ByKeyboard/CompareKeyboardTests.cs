using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.ByKeyboard;

/// <summary>Two runs side by side without a mouse.</summary>
[NeedsChromium]
public sealed class CompareKeyboardTests(Chromium chromium, SeededNode node)
{
    [Theory]
    [InlineData(1400)]
    [InlineData(400)]
    public Task Runs_are_chosen_and_their_differences_followed_to_the_results(int width) => chromium.ByKeyboard(
        new(node.Address, "/ui/#/runs") { Width = width }, async keyboard =>
    {
        var page = keyboard.Page;
        await keyboard.Show("Compare");
        await keyboard.Choose(page.GetByLabel("First"), SeededNode.Before);
        await keyboard.Choose(page.GetByLabel("Second"), SeededNode.Last);
        await Expect(page).ToHaveURLAsync(new Regex("#/compare/run1/run2"));
        await keyboard.AssertAt(page.GetByLabel("Second"));

        var swap = page.GetByRole(AriaRole.Link, new() { Name = "Swap" });
        await keyboard.Enter(swap);
        await Expect(swap).ToHaveAttributeAsync("href", new Regex("#/compare/run1/run2"));
        await keyboard.AssertAt(swap);
        await keyboard.Press("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("#/compare/run1/run2"));
        await keyboard.Enter(page.GetByRole(AriaRole.Button, new() { Name = "Copy curl" }));
        await keyboard.AssertCopied($"curl -s '{node.Address}registry/lockers/compare/run1/run2?by=target&format=text'");

        var byPeer = page.GetByRole(AriaRole.Button, new() { Name = "By peer" });
        await keyboard.Enter(byPeer);
        await Expect(Link(page, "cart")).ToBeVisibleAsync();
        await keyboard.AssertAt(byPeer);
        await keyboard.Enter(page.GetByRole(AriaRole.Button, new() { Name = "Differences" }));
        await Expect(page.Locator("table.compare tbody tr")).ToHaveCountAsync(2);
        await keyboard.Reach(page.GetByRole(AriaRole.Searchbox, new() { Name = "Names with" }));
        await keyboard.Type("check");
        await keyboard.Enter(Link(page, "checkout"));
        await Expect(page).ToHaveURLAsync(new Regex("#/results/run2\\?peer=checkout"));
        await keyboard.AssertAtView();
        await keyboard.GoBack();
        await keyboard.AssertAt(Link(page, "checkout"));
    });

    private static ILocator Link(IPage page, string name) => page.Locator("table.compare tbody").GetByRole(AriaRole.Link, new() { Name = name, Exact = true });
}
