using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.OpenApi;

/// <summary>The page that shows the API. Every visit checks that nothing is asked of another host, and that the console says of no error.</summary>
[NeedsChromium]
public sealed class ScalarTests(Chromium chromium, SeededNode node)
{
    [Fact]
    public async Task The_API_can_be_read() => await chromium.Visit(new(node.Address, "/scalar"), async tab =>
    {
        await Expect(tab.Page.GetByText("A labelled, recursive key-value store").First).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("Creates the locker if it is absent").First).ToBeAttachedAsync();
    });
}
