using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Scale;

/// <summary>A level of 1,000,000 keys: any place of it is shown, and the tab does not grow with it.</summary>
[NeedsChromium]
public sealed class MillionKeysTests(Chromium chromium, SeededNode node, ITestOutputHelper output)
{
    private const int Keys = 1_000_000;
    private const int MaxHeapBytes = 100 * 1024 * 1024;
    private readonly string _label = node.FreshLabel();

    [Fact]
    public async Task Any_place_is_shown_and_the_tab_s_memory_is_bounded()
    {
        await Load();
        await chromium.Visit(new(node.Address, $"/ui/#/browse/{_label}"), async tab =>
        {
            var page = tab.Page;
            var rows = tab.Rows;
            await Expect(rows.First).ToContainTextAsync("key-0000000");
            await Expect(page.GetByText("1,000,000 keys here")).ToBeVisibleAsync();

            await ScrollTo(page, 1);
            await Expect(rows.Last).ToContainTextAsync("key-0999999");
            await ScrollTo(page, 0.5);
            await Expect(rows.First).ToContainTextAsync(new Regex("key-0(499|500)"));
            await page.GetByRole(AriaRole.Listbox).FocusAsync();
            await page.Keyboard.PressAsync("End");
            await Expect(tab.SelectedRow).ToContainTextAsync("key-0999999");
            await page.Keyboard.PressAsync("ArrowUp");
            await Expect(page.Locator("pre.text")).ToHaveTextAsync("999998");

            await tab.Open($"/ui/#/browse/{_label}?key=/key-0765432");
            await Expect(tab.SelectedRow).ToContainTextAsync("key-0765432");

            var frames = await Frames(page);
            var heap = await tab.HeapBytes();
            output.WriteLine($"p95 of frames while scrolling {Percentile(frames, 0.95):F0} ms, {frames.Length} frames; heap {heap / 1e6:F1} MB");
            Assert.True(heap < MaxHeapBytes, $"The tab holds {heap} bytes.");
        });
    }

    /// <summary>Loads the keys into a locker of their own: one level, a short text each.</summary>
    private async Task Load()
    {
        var dump = new StringBuilder("""{"label":"x","peerLockers":{},"dataLocker":{"locker":{""", Keys * 120);
        for (var i = 0; i < Keys; i++)
        {
            if (i > 0) dump.Append(',');
            dump.Append(CultureInfo.InvariantCulture, $"\"key-{i:D7}\":{{\"data\":\"{i}\",\"subKeys\":{{}}}}");
        }

        dump.Append("""},"active":true},"current":false}""");
        var answer = await node.Client.Send("POST", $"/registry/lockers/{_label}/load", Encoding.UTF8.GetBytes(dump.ToString()), "application/json");
        Assert.True(answer.Status == 200, answer.ToString());
    }

    private static async Task ScrollTo(IPage page, double part) => await page.GetByRole(AriaRole.Listbox).EvaluateAsync(
        "(list, part) => { list.scrollTop = part * (list.scrollHeight - list.clientHeight); }", part);

    // The list is moved by three screens a frame, through the whole of it, as who pulls the scroll bar does.
    private static Task<double[]> Frames(IPage page) => page.GetByRole(AriaRole.Listbox).EvaluateAsync<double[]>(
        """
        list => new Promise(done => {
          const times = [], whole = list.scrollHeight - list.clientHeight;
          let last = performance.now();
          const frame = now => {
            times.push(now - last);
            last = now;
            list.scrollTop = whole * times.length / 120;
            if (times.length < 120) requestAnimationFrame(frame);
            else done(times);
          };
          requestAnimationFrame(frame);
        })
        """);

    private static double Percentile(double[] values, double part) => values.Order().ElementAt((int)(values.Length * part));
}
