using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.ByKeyboard;

/// <summary>Peers without a mouse.</summary>
[NeedsChromium]
public sealed class PeersKeyboardTests(Chromium chromium, SeededNode node)
{
    [Theory]
    [InlineData(1400)]
    [InlineData(400)]
    public async Task A_peer_is_made_to_run_a_target_is_removed_and_reports_are_looked_at(int width)
    {
        var target = $"probe-{width}";
        await node.Client.Done("/registry/peers/search/targets/add", $$"""{"name":"{{target}}","method":"GET","url":"http://probe/","requestCount":1}""");
        await chromium.ByKeyboard(new(node.Address, "/ui/#/runs") { Width = width }, async keyboard =>
        {
            var page = keyboard.Page;
            await keyboard.Show("Peers");
            var peer = page.Locator("summary").Filter(new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = "search" }) });
            await keyboard.Reach(page.Locator("summary").First);
            await keyboard.Reach(peer, "ArrowDown");
            await keyboard.Press("Enter");
            await Expect(page).ToHaveURLAsync(new Regex("peer=search"));
            await keyboard.AssertAt(peer);

            var invoke = Button(page, "Invoke payments");
            await keyboard.Enter(invoke);
            await Expect(page.Locator(".note")).ToContainTextAsync("Invoked payments: 1 of 1 pods answered well");
            await keyboard.AssertAt(invoke);
            await keyboard.Press("c");
            await keyboard.AssertCopied($"curl -s -X POST '{node.Address}registry/peers/search/targets/payments/invoke'");

            await keyboard.Press("ArrowDown");
            await keyboard.AssertAt(Button(page, $"Invoke {target}"));
            var remove = Button(page, $"Remove {target}");
            await keyboard.Enter(remove);
            await keyboard.AssertAt(Button(page, "Cancel"));
            await keyboard.Press("Escape");
            await keyboard.AssertAt(remove);
            await keyboard.Press("Enter");
            await keyboard.Enter(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }));
            await Expect(remove).ToHaveCountAsync(0);
            await keyboard.AssertAt(Button(page, "Run all"));

            var cleanUp = Button(page, "Clean up");
            await keyboard.Enter(cleanUp, "Shift+Tab");
            await keyboard.AssertAt(Button(page, "Cancel"));
            await keyboard.Press("Escape");
            await keyboard.AssertAt(cleanUp);

            // Another test may have made another locker current, into which this peer has not reported.
            keyboard.Tab.Expects(404);
            var reports = page.GetByRole(AriaRole.Link, new() { Name = "Reports" });
            await keyboard.Enter(reports);
            await Expect(page).ToHaveURLAsync(new Regex("#/browse/current\\?peer=search"));
            await keyboard.AssertAtView();
            await keyboard.GoBack();
            await keyboard.AssertAt(reports);
        });
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
