using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Views;

/// <summary>Events, as they come.</summary>
[NeedsChromium]
public sealed class TimelineTests(Chromium chromium, SeededNode node)
{
    [Fact]
    public async Task Events_are_filtered_by_peer_title_and_text() => await chromium.Visit(new(node.Address, "/ui/#/timeline/run2"), async tab =>
    {
        var events = tab.Page.Locator(".events li");
        var finished = events.Filter(new() { HasText = "Invocation Finished" });
        await Expect(finished).ToHaveCountAsync(3);
        await tab.Page.GetByLabel(new Regex("^Title")).SelectOptionAsync("Invocation Finished");
        await Expect(events).ToHaveCountAsync(3);
        await tab.Page.GetByLabel(new Regex("^Peer")).SelectOptionAsync("cart");
        await Expect(events).ToHaveCountAsync(1);
        await events.GetByRole(AriaRole.Button, new() { Name = "more" }).ClickAsync();
        await Expect(events).ToContainTextAsync("upstream timeout");

        await tab.Open("/ui/#/timeline/run2?q=upstream%20TIMEOUT");
        await Expect(events).ToHaveCountAsync(3);
    });

    [Fact]
    public async Task New_events_show_by_themselves_and_are_counted_while_the_timeline_is_held()
    {
        var label = node.FreshLabel();
        await node.Client.Done($"/registry/lockers/open/{label}");
        await chromium.Visit(new(node.Address, $"/ui/#/timeline/{label}?peer=cart"), async tab =>
        {
            var events = tab.Page.Locator(".events li");
            await Expect(tab.Page.GetByText("No event is like that")).ToBeVisibleAsync();
            await Happens("first", 1);
            await Expect(events).ToHaveCountAsync(1);

            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Hold" }).ClickAsync();
            await Happens("second", 2);
            await Happens("third", 3);
            await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "2 new" })).ToBeVisibleAsync();
            await Expect(events).ToHaveCountAsync(1);
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "2 new" }).ClickAsync();
            await Expect(events).ToHaveCountAsync(3);
            await Expect(events.First).ToContainTextAsync("third");
        });
        await node.Client.Done($"/registry/lockers/open/{SeededNode.Last}");
    }

    [Fact]
    public async Task Events_without_a_title_are_chosen_too()
    {
        var label = node.FreshLabel();
        await node.Client.Done($"/registry/lockers/open/{label}");
        await Happens("titled", 1);
        await Happens("", 2);
        await chromium.Visit(new(node.Address, $"/ui/#/timeline/{label}?peer=cart"), async tab =>
        {
            var events = tab.Page.Locator(".events li");
            var title = tab.Page.GetByLabel(new Regex("^Title"));
            await Expect(events).ToHaveCountAsync(2);
            await title.SelectOptionAsync("(no title)");
            await Expect(events).ToHaveCountAsync(1);
            await Expect(events).ToContainTextAsync("(no title)");
            await tab.Page.ReloadAsync();
            await Expect(events).ToHaveCountAsync(1);
            await Expect(title.Locator("option:checked")).ToHaveTextAsync("(no title)");
            await title.SelectOptionAsync("titled");
            await Expect(events).ToContainTextAsync("titled");
            await title.SelectOptionAsync("all");
            await Expect(events).ToHaveCountAsync(2);
        });
        await node.Client.Done($"/registry/lockers/open/{SeededNode.Last}");
    }

    private async Task Happens(string title, int second) => await node.Client.Done(
        "/registry/peers/cart/h/events/store", $$"""{"title":"{{title}}","data":"","at":"2026-11-27T11:00:0{{second}}Z"}""");
}
