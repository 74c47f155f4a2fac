using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Lockers.Tests.Shared;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Views;

/// <summary>What the nodes say of themselves.</summary>
[NeedsChromium]
public sealed class ClusterTests(Chromium chromium, SeededNode node)
{
    [Fact]
    public async Task The_node_is_shown_with_its_storage_and_the_dashboard_is_linked() => await chromium.Visit(new(node.Address, "/ui/#/cluster"), async tab =>
    {
        await Expect(tab.Page.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("Active");
        await Expect(tab.Page.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("Memory");
        var dashboard = await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Orleans dashboard" }).GetAttributeAsync("href");
        Assert.Equal(200, (await RawConnection.Exchange(node.Address, "GET", new Uri(dashboard!).AbsolutePath)).Status);
    });
}
