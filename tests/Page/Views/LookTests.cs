using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Views;

/// <summary>
/// Every view in light and dark, in a wide and a narrow window: it shows what it is for, nothing sticks out at the side, axe finds nothing
/// serious, and a picture of it is kept.
/// </summary>
[NeedsChromium]
public sealed class LookTests(Chromium chromium, SeededNode node)
{
    // Light and wide, dark and narrow; all four in the long form.
    private static readonly (int Width, ColorScheme Scheme)[] Looks = Environment.GetEnvironmentVariable("LOCKERS_LONG") == "1"
        ? [(1400, ColorScheme.Light), (1400, ColorScheme.Dark), (400, ColorScheme.Light), (400, ColorScheme.Dark)]
        : [(1400, ColorScheme.Light), (400, ColorScheme.Dark)];

    [Theory]
    [InlineData("runs", "/ui/#/runs", "run2")]
    [InlineData("results", "/ui/#/results/run2", "payments")]
    [InlineData("compare", "/ui/#/compare/run1/run2", "payments")]
    [InlineData("browse", "/ui/#/browse/run2?path=/config&key=/http", "a.example")]
    [InlineData("browse-deep", "/ui/#/browse/run2?path=/a,rather,deep,path,of,many,keys,that,is,longer,than,a,narrow,window,can&key=/show", "at the end")]
    [InlineData("browse-empty", "/ui/#/browse/default", "holds no keys")]
    [InlineData("search", "/ui/#/search?q=timeout", "notes")]
    [InlineData("search-empty", "/ui/#/search", "Type what to find")]
    [InlineData("timeline", "/ui/#/timeline/run2", "Invocation Finished")]
    [InlineData("peers", "/ui/#/peers?peer=checkout", "payments")]
    [InlineData("cluster", "/ui/#/cluster", "Memory")]
    public Task It_looks_right(string view, string path, string shows) => chromium.Visit(new(node.Address, path), async tab =>
    {
        foreach (var (width, scheme) in Looks)
        {
            await tab.Page.SetViewportSizeAsync(width, 900);
            var name = $"{view}-{scheme.ToString().ToLowerInvariant()}-{width}";
            await tab.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Expect(tab.Page.Locator("main").GetByText(shows).Filter(new() { Visible = true }).First).ToBeVisibleAsync();
            await tab.Picture(name);
            var beyond = await tab.Page.EvaluateAsync<int>("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth");
            Assert.True(beyond <= 0, $"{name}: the page is {beyond} pixels wider than the window");
            await tab.AssertAccessible(name);
        }
    });
}
