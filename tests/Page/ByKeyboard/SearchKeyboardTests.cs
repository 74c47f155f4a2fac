using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.ByKeyboard;

/// <summary>Searching without a mouse.</summary>
[NeedsChromium]
public sealed class SearchKeyboardTests(Chromium chromium, SeededNode node)
{
    [Theory]
    [InlineData(1400)]
    [InlineData(400)]
    public Task A_text_is_found_looked_at_and_shown_in_the_tree(int width) => chromium.ByKeyboard(new(node.Address, "/ui/#/runs") { Width = width }, async keyboard =>
    {
        var page = keyboard.Page;
        var (field, found) = (page.GetByRole(AriaRole.Searchbox, new() { Name = "Text to find" }), page.Locator(".found li"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Runs" })).ToBeVisibleAsync();
        await keyboard.Press("/");
        await keyboard.AssertAt(field);
        await keyboard.Type("payments");
        await Expect(found.First).ToBeVisibleAsync();
        await keyboard.Enter(page.GetByRole(AriaRole.Button, new() { Name = "One locker" }));
        await keyboard.AssertAt(page.GetByRole(AriaRole.Button, new() { Name = "All lockers" }));
        await keyboard.Choose(page.GetByLabel("Locker"), SeededNode.Last, "Shift+Tab");
        await Expect(page).ToHaveURLAsync(new Regex("#/search/run2"));
        await Expect(found).ToHaveCountAsync(4);
        await keyboard.Reach(page.GetByLabel("Peers' trees too"));
        await keyboard.Press("Space");
        await Expect(found).ToHaveCountAsync(1);
        await keyboard.AssertAt(page.GetByLabel("Peers' trees too"));
        await keyboard.Enter(page.GetByRole(AriaRole.Button, new() { Name = "Copy curl" }));
        await keyboard.AssertCopied($"curl -s '{node.Address}registry/lockers/run2/find/payments?in=all&limit=201'");

        var text = found.GetByRole(AriaRole.Button, new() { Name = "Text" });
        await keyboard.Enter(text);
        await Expect(found.Locator("mark").First).ToHaveTextAsync("payments");
        await keyboard.Press("c");
        await keyboard.AssertCopied("notes,first");
        await keyboard.AssertAt(text);
        await keyboard.Enter(found.GetByRole(AriaRole.Link).First, "Shift+Tab");
        await Expect(page.Locator("pre.text")).ToContainTextAsync("payments answered");
        await keyboard.AssertAtView();
        await keyboard.GoBack();
        await keyboard.AssertAt(found.GetByRole(AriaRole.Link).First);
        await keyboard.Press("/");
        await keyboard.AssertAt(field);
    });
}
