using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Lockers.Tests.Shared;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Views;

/// <summary>Views that read what no stream tells of: nothing moves while they are paused, and everything is there when they go on.</summary>
[NeedsChromium]
public sealed class PauseTests(Chromium chromium)
{
    // Longer than each view waits before it reads again.
    private const long ALongTime = 30_000;

    // Less than each view waits.
    private const float AtOnce = 4_000;

    [Fact]
    public async Task Runs_stand_still_while_paused()
    {
        await using var node = await LockersNode.Start();
        await node.Client.Store("one", "a", "1");
        await chromium.Visit(new(node.Address, "/ui/#/runs"), tab => Paused(tab, "/registry/lockers/labels", async (said, forward) =>
        {
            var keys = tab.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "one" }).Locator("td.number data").Nth(1);
            await Expect(keys).ToHaveTextAsync("1");
            await Press(tab, "Pause");
            await node.Client.Store("one", "b", "2");
            await forward();
            await Expect(keys).ToHaveTextAsync("1");
            await Press(tab, "Go on");
            await Expect(keys).ToHaveTextAsync("2", new() { Timeout = AtOnce });

            await Press(tab, "Pause");
            await node.Client.Done("/registry/lockers/open/two");
            await Expect(said).ToHaveTextAsync(new Regex("^paused, [1-9] new$"));
            await forward();
            await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "two" })).ToHaveCountAsync(0);
            await Press(tab, "Go on");
            await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "two" })).ToBeVisibleAsync(new() { Timeout = AtOnce });
        }));
    }

    [Fact]
    public async Task Peers_stand_still_while_paused_and_count_what_is_new_of_peers()
    {
        await using var node = await LockersNode.Start();
        await Register("first");
        await chromium.Visit(new(node.Address, "/ui/#/peers"), tab => Paused(tab, "/registry/peers", async (said, forward) =>
        {
            var names = tab.Page.Locator("details.peer h2");
            await Expect(names).ToHaveTextAsync(["first"]);
            await Press(tab, "Pause");

            // What a peer reports shows in other views.
            for (var i = 0; i < 9; i++) await node.Client.Done("/registry/peers/first/first:1/locker/store/k", "1");
            await Register("second");
            await Expect(said).ToHaveTextAsync(new Regex("^paused, [1-4] new$"));
            await forward();
            await Expect(names).ToHaveTextAsync(["first"]);
            await Press(tab, "Go on");
            await Expect(names).ToHaveTextAsync(["first", "second"], new() { Timeout = AtOnce });

            await Press(tab, "Pause");
            await node.Client.Done("/registry/peers/third/targets/add", """{"name":"t","method":"GET","url":"http://t/","headers":[]}""");
            await forward();
            await Expect(tab.Page.GetByText("1 target,")).ToHaveCountAsync(0);
            await Press(tab, "Go on");
            await Expect(tab.Page.GetByText("1 target,")).ToBeVisibleAsync(new() { Timeout = AtOnce });
        }));

        async Task Register(string peer) => await node.Client.Done("/registry/peers/add", $$"""{"name":"{{peer}}","address":"{{peer}}:1"}""");
    }

    // Lets time pass as the test says. Nothing is read meanwhile.
    private static async Task Paused(Tab tab, string reads, Func<ILocator, Func<Task>, Task> test)
    {
        var page = tab.Page;
        await page.Clock.InstallAsync();
        await page.ReloadAsync();
        var said = page.Locator(".live [role=status]");
        await Expect(said).ToHaveTextAsync("live");
        await test(said, async () =>
        {
            var asked = 0;
            void Count(object? sender, IRequest request) => asked += request.Url.Contains(reads, StringComparison.Ordinal) ? 1 : 0;
            page.Request += Count;
            await page.Clock.FastForwardAsync(ALongTime);
            await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => done()))");
            page.Request -= Count;
            Assert.Equal(0, asked);
        });
    }

    private static Task Press(Tab tab, string name) => tab.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
}
