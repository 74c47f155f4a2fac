using System.Globalization;
using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.ByKeyboard;

/// <summary>Events without a mouse.</summary>
[NeedsChromium]
public sealed class TimelineKeyboardTests(Chromium chromium, SeededNode node)
{
    // More than the view shows at first.
    private const int Events = 103;

    [Theory]
    [InlineData(1400)]
    [InlineData(400)]
    public Task Events_are_filtered_and_looked_into(int width) => chromium.ByKeyboard(new(node.Address, "/ui/#/results/run2") { Width = width }, async keyboard =>
    {
        var page = keyboard.Page;
        var events = page.Locator(".events li");
        await keyboard.Show("Timeline");
        await Expect(events.First).ToBeVisibleAsync();
        var title = page.GetByLabel(new Regex("^Title"));
        await keyboard.Reach(title);
        await keyboard.Type("Invocation");
        await Expect(events).ToHaveCountAsync(3);
        await keyboard.AssertAt(title);
        await keyboard.Reach(page.GetByRole(AriaRole.Searchbox));
        await keyboard.Type("upstream");
        await Expect(page).ToHaveURLAsync(new Regex("q=upstream"));
        await keyboard.Enter(page.GetByRole(AriaRole.Button, new() { Name = "Copy curl" }));
        await keyboard.AssertCopied($"curl -s '{node.Address}registry/lockers/run2/peers/events/search/upstream?unified=y&reverse=y&data=y&limit=101'");

        await keyboard.Reach(events.Nth(0).GetByRole(AriaRole.Button).First);
        await keyboard.Press("ArrowDown", "Tab", "Enter");
        await Expect(events.Nth(1).Locator("mark")).ToHaveTextAsync("upstream");
        await keyboard.AssertAt(events.Nth(1).GetByRole(AriaRole.Button, new() { Name = "less" }));
        await keyboard.Press("c");
        await page.WaitForFunctionAsync("async () => JSON.parse(await navigator.clipboard.readText()).title === 'Invocation Finished'");
        await keyboard.Press("Shift+Tab", "Enter");
        await Expect(events).ToHaveCountAsync(1);
        await keyboard.AssertAt(events.GetByRole(AriaRole.Button).First);
    });

    [Theory]
    [InlineData(1400)]
    [InlineData(400)]
    public async Task More_are_shown_and_new_ones_come_while_one_of_them_has_the_focus(int width)
    {
        var label = node.FreshLabel();
        await node.Client.Done($"/registry/lockers/open/{label}");
        for (var i = 0; i < Events; i++) await Happens(i);
        await chromium.ByKeyboard(new(node.Address, $"/ui/#/timeline/{label}?peer=cart") { Width = width }, async keyboard =>
        {
            var page = keyboard.Page;
            var events = page.Locator(".events li");
            await Expect(events).ToHaveCountAsync(100);
            await keyboard.Reach(Peer(events.First));
            await Happens(Events);
            await Expect(events.First).ToContainTextAsync($"event {Events}");
            await keyboard.AssertAt(Peer(events.Nth(1)));

            var hold = page.GetByRole(AriaRole.Button, new() { Name = "Hold" });
            await keyboard.Enter(hold, "Shift+Tab");
            await Happens(Events + 1);
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "1 new" })).ToBeVisibleAsync();
            await keyboard.Enter(page.GetByRole(AriaRole.Button, new() { Name = "1 new" }));
            await Expect(events.First).ToContainTextAsync($"event {Events + 1}");
            await keyboard.AssertAt(Peer(events.First));

            await keyboard.Reach(Peer(events.Last), "ArrowDown");
            await keyboard.Enter(page.GetByRole(AriaRole.Button, new() { Name = "Show 100 more" }));
            await Expect(events).ToHaveCountAsync(Events + 2);
            await keyboard.AssertAt(Peer(events.Nth(100)));
        });
        await node.Client.Done($"/registry/lockers/open/{SeededNode.Last}");
    }

    private static ILocator Peer(ILocator happened) => happened.GetByRole(AriaRole.Button, new() { Name = "cart" });

    private async Task Happens(int n)
    {
        var at = new DateTimeOffset(2026, 11, 27, 11, 0, 0, TimeSpan.Zero).AddSeconds(n).ToString("O", CultureInfo.InvariantCulture);
        await node.Client.Done("/registry/peers/cart/h/events/store", $$"""{"title":"event {{n}}","data":"","at":"{{at}}"}""");
    }
}
