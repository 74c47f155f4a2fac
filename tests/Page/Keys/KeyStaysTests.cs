using System.Collections.Concurrent;
using Lockers.Page.Browser;
using Lockers.Tests.Shared;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Keys;

/// <summary>Where the reader's key does not go: URLs, what is shown, what is copied, what is saved.</summary>
[NeedsChromium]
public sealed class KeyStaysTests(Chromium chromium)
{
    private static readonly string[] Views =
        ["runs", "results/run2", "results/run2?by=instance", "compare/run1/run2", "browse/run2?key=/k", "browse/empty", "search?q=k", "search", "timeline/run2", "timeline/empty", "peers", "cluster", "results/empty"];

    [Fact]
    public Task A_key_that_is_given_to_the_page_is_in_no_URL_command_link_or_file() => KeyStays(node => $"{node}ui/#/cluster", isAsked: true);

    [Fact]
    public Task A_key_in_the_address_of_the_page_is_in_no_command_link_or_file() =>
        KeyStays(node => $"http://admin:{KeyedNode.Admin}@{node.Authority}/ui/#/cluster", isAsked: false);

    private async Task KeyStays(Func<Uri, string> address, bool isAsked)
    {
        await using var node = await KeyedNode.Start();
        await Seed(node);
        await chromium.Visit(new(node.Address, "/ui/icon.svg"), async tab =>
        {
            tab.Expects(401);
            var page = tab.Page;
            var asked = new ConcurrentQueue<string>();
            page.Request += (_, request) => asked.Enqueue(request.Url);
            await tab.Open(address(node.Address));

            // The browser sends what stands in an address only to a challenge that the page does not ask for.
            await page.Give(KeyedNode.Admin);
            await Expect(page.GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(1);
            if (isAsked) await AssertNotIn(page);
            foreach (var view in Views)
            {
                await page.EvaluateAsync("view => location.hash = `#/${view}`", view);
                await Expect(page.Locator("main .copy").First).ToBeVisibleAsync();
                Assert.DoesNotContain(KeyedNode.Admin, await page.ContentAsync(), StringComparison.Ordinal);
                await AssertCopiesNoKey(page, view);
            }

            foreach (var (view, button) in ((string, string)[])[("results/run2", "Report"), ("compare/run1/run2", "Report")])
            {
                await page.EvaluateAsync("view => location.hash = `#/${view}`", view);
                var saved = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync());
                var text = await File.ReadAllTextAsync(await saved.PathAsync());
                Assert.Contains($"From {node.Address}", text, StringComparison.Ordinal);
                Assert.DoesNotContain(KeyedNode.Admin, text, StringComparison.Ordinal);
            }

            Assert.DoesNotContain(asked, url => isAsked && url.Contains(KeyedNode.Admin, StringComparison.Ordinal));
            Assert.DoesNotContain(asked, url => url.Contains("/registry/", StringComparison.Ordinal) && url.Contains(KeyedNode.Admin, StringComparison.Ordinal));
            if (isAsked) await AssertNotIn(page);
            Assert.DoesNotContain(KeyedNode.Admin, await page.EvaluateAsync<string>("JSON.stringify(localStorage) + document.cookie"), StringComparison.Ordinal);
        });
    }

    private static async Task AssertCopiesNoKey(IPage page, string view)
    {
        foreach (var copy in await page.Locator("main .copy").AllAsync())
        {
            await page.EvaluateAsync("navigator.clipboard.writeText('')");
            await copy.ClickAsync();
            var handle = await page.WaitForFunctionAsync("async () => await navigator.clipboard.readText()");
            var copied = await handle.JsonValueAsync<string>();
            Assert.False(copied.Contains(KeyedNode.Admin, StringComparison.Ordinal), $"{view}: {copied}");
            if (copied.StartsWith("curl", StringComparison.Ordinal)) Assert.Contains("-H \"Authorization: Bearer $LOCKERS_KEY\"", copied, StringComparison.Ordinal);
        }
    }

    private static async Task AssertNotIn(IPage page) =>
        Assert.DoesNotContain(KeyedNode.Admin, await page.EvaluateAsync<string>("location.href + document.referrer + JSON.stringify(history.state)"), StringComparison.Ordinal);

    private static async Task Seed(LockersNode node)
    {
        foreach (var label in (string[])["run1", "run2"])
        {
            await node.Done($"lockers/open/{label}");
            await node.Done("peers/p/a/locker/store/client,t", """{"target":"t","invocationCounts":1,"firstResponse":"2026-11-27T10:00:00Z","lastResponse":"2026-11-27T10:01:00Z","countsByStatusCodes":{"200":1}}""");
            await node.Done($"lockers/{label}/store/k", "one");
        }

        await node.Done("peers/p/targets/add", """{"name":"t","method":"GET","url":"http://t/","headers":[]}""");
        await node.Done("lockers/open/empty");
        await node.Done("lockers/open/run2");
    }
}
