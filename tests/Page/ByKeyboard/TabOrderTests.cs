using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.ByKeyboard;

/// <summary>The tab key leads through every view as one reads it, to everything in it, and out of it again.</summary>
[NeedsChromium]
public sealed class TabOrderTests(Chromium chromium, SeededNode node)
{
    private const int MaxStops = 150;

    // What is wrong with a stop of the tab key; nothing where nothing is, null where one has come round. Right of it, or below it, is behind it.
    private const string Arrive =
        """
        () => {
          const at = document.activeElement, seen = keyboard.seen ??= new Set(), before = keyboard.before;
          keyboard.before = at === document.body ? null : at;
          if (at === document.body) return '';
          if (seen.has(at)) return at === [...seen][0] ? null : `the tab key comes to ${keyboard.named(at)} again`;
          seen.add(at);
          const unseen = keyboard.unseen();
          if (unseen || !before) return unseen;
          const [a, b] = [before.getBoundingClientRect(), at.getBoundingClientRect()];
          const isBeside = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > Math.min(a.height, b.height) / 2
            || before.closest('[data-row]') && before.closest('[data-row]') === at.closest('[data-row]') && b.left >= a.right;
          return (isBeside ? b.left >= a.left - 1 : b.top >= a.top) ? '' : `${keyboard.named(at)} is before ${keyboard.named(before)}`;
        }
        """;

    private const string LeftOut =
        """
        () => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
          .filter(each => each.checkVisibility() && !keyboard.seen.has(each)).map(keyboard.named)
        """;

    public static MatrixTheoryData<string, int> Views => new(
        [
            "runs", "results/run2", "compare/run1/run2", "browse/run2?path=/config&key=/http",
            "browse/run2?path=/a,rather,deep,path,of,many,keys,that,is,longer,than,a,narrow,window,can&key=/show",
            "search?q=timeout", "timeline/run2", "peers?peer=checkout", "cluster",
        ],
        [1400, 400]);

    [Theory]
    [MemberData(nameof(Views))]
    public Task It_leads_through_the_view_as_one_reads(string view, int width) => chromium.Visit(new(node.Address, $"/ui/#/{view}") { Width = width }, async tab =>
    {
        await Expect(tab.Page.Locator("main").Locator("tbody tr, .row, .command, .found, .events").First).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("Reading…")).ToHaveCountAsync(0);
        await Keyboard.At(tab);
        for (var i = 0; i < MaxStops; i++)
        {
            await tab.Page.Keyboard.PressAsync("Tab");
            if (await tab.Page.EvaluateAsync<string?>(Arrive) is not { } wrong) break;
            Assert.Equal("", wrong);
        }

        Assert.Empty(await tab.Page.EvaluateAsync<string[]>(LeftOut));
    });
}
