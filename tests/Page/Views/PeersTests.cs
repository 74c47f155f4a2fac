using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Views;

/// <summary>Peers, their pods, and making them run.</summary>
[NeedsChromium]
public sealed class PeersTests(Chromium chromium, SeededNode node)
{
    [Fact]
    public async Task Targets_are_invoked_and_stopped_and_pods_are_asked_for_their_health() => await chromium.Visit(new(node.Address, "/ui/#/peers?peer=search"), async tab =>
    {
        var page = tab.Page;
        var pod = node.Pods[2];
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = pod.Address })).ToContainTextAsync("healthy");

        await page.GetByRole(AriaRole.Button, new() { Name = "Invoke payments" }).ClickAsync();
        await Expect(page.Locator(".note")).ToContainTextAsync("1 of 1 pods answered well");
        Assert.Contains(pod.Lines, line => line.StartsWith("POST /client/targets/payments/invoke", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop payments" }).ClickAsync();
        await Expect(page.Locator(".note")).ToContainTextAsync("Stopped payments");
        Assert.Contains(pod.Lines, line => line.StartsWith("POST /client/targets/payments/stop", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Run warm-up" }).ClickAsync();
        await Expect(page.Locator(".note")).ToContainTextAsync("Ran warm-up");

        await page.GetByRole(AriaRole.Button, new() { Name = "Check health" }).ClickAsync();
        await Expect(page.Locator(".note")).ToContainTextAsync("Asked all pods whether they are there: 3 of 3");
    });
}
