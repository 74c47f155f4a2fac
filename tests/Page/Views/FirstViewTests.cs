using System.Diagnostics;
using System.Globalization;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Views;

/// <summary>The first view of a run of 20 peers that call 8 targets. Its pictures are those of the README.</summary>
[NeedsChromium]
public sealed class FirstViewTests(Chromium chromium, SeededNode node, ITestOutputHelper output)
{
    private const int Peers = 20;

    // How often all report. The long form (LOCKERS_LONG=1) has a chart worth a picture.
    private static readonly int Rounds = Environment.GetEnvironmentVariable("LOCKERS_LONG") is "1" or "true" ? 40 : 3;
    private static readonly string[] Targets = ["basket", "catalog", "checkout", "inventory", "login", "payments", "search", "shipping"];

    [Fact]
    public async Task A_run_is_shown_by_target_and_beside_the_one_before()
    {
        const string Before = "release-1.14", Label = "release-1.15";
        await node.Client.Done($"/registry/lockers/open/{Before}");
        await Report(Rounds, failing: "none");
        await node.Client.Done($"/registry/lockers/open/{Label}");
        await Report(round: 1, failing: "payments");

        await chromium.Visit(new(node.Address, "/ui/icon.svg") { Width = 1100, Height = 830 }, async tab =>
        {
            // A picture alone has no icon of its own: the browser asks for one.
            tab.Expects(404);
            var from = Stopwatch.GetTimestamp();
            await tab.Open($"/ui/#/results/{Label}");
            await Expect(tab.Page.Locator("table.results tbody tr")).ToHaveCountAsync(Targets.Length);
            output.WriteLine($"The last row was there after {Stopwatch.GetElapsedTime(from).TotalMilliseconds:F0} ms");
            for (var round = 2; round <= Rounds; round++)
            {
                await Report(round, failing: "payments");
                await Expect(tab.Page.Locator(".figures data").First).ToHaveAttributeAsync("value", Requests(round));
            }

            await Expect(tab.Page.Locator(".chart canvas")).ToBeVisibleAsync();
            await tab.Picture("readme-results");

            await tab.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            await tab.Open($"/ui/#/compare/{Before}/{Label}");
            await Expect(tab.Page.Locator("tr.marked .differences").First).ToBeVisibleAsync();
            await tab.Picture("readme-compare");
        });
        await node.Client.Done($"/registry/lockers/open/{SeededNode.Last}");
    }

    private static string Requests(int round) =>
        (Peers * Enumerable.Range(0, Targets.Length).Sum(target => Of(target, round))).ToString(CultureInfo.InvariantCulture);

    private static int Of(int target, int round) => (target + 3) * 40 * round;

    private async Task Report(int round, string failing)
    {
        var now = TimeProvider.System.GetUtcNow();
        var (first, last) = ((now - TimeSpan.FromSeconds(20 * round)).ToString("O"), now.ToString("O"));
        await Parallel.ForAsync(1, Peers + 1, async (peer, _) =>
        {
            for (var target = 0; target < Targets.Length; target++)
            {
                var all = Of(target, round);
                var (code, bad) = Targets[target] == failing ? (503, all * peer / 100) : (429, Targets[target] == "search" ? all / 200 : 0);
                await node.Client.Done(
                    string.Create(CultureInfo.InvariantCulture, $"/registry/peers/peer{peer:00}/10.0.1.{peer}:8081/locker/store/client,{Targets[target]}"),
                    $$"""
                    {"target":"{{Targets[target]}}","invocationCounts":{{all}},"firstResponse":"{{first}}","lastResponse":"{{last}}",
                    "countsByStatusCodes":{"200":{{all - bad}}{{(bad > 0 ? $",\"{code}\":{bad}" : "")}} } }
                    """);
            }
        });
    }
}
