using System.Text.RegularExpressions;
using Lockers.Page.Browser;
using Lockers.Page.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Names;

/// <summary>
/// Names of every kind in every view and in both reports: nothing of them runs, each is shown as it is, and each link leads to what it names. The
/// console would say it if the page's policy had kept something from running: see <see cref="Tab"/>.
/// </summary>
[NeedsChromium]
public sealed partial class HostileNamesTests(Chromium chromium, HostileNode node) : IClassFixture<HostileNode>
{
    [Fact]
    public Task Runs_leads_to_each_locker() => Visit("runs", async tab =>
    {
        var page = tab.Page;
        foreach (var label in (string[])[HostileRun.Label, HostileRun.Before])
        {
            await Follow(page, page.Locator("tbody th a"), label);
            await Expect(page.Locator("main select").First).ToHaveValueAsync(label);
            await Expect(page.Locator("tbody th a")).ToHaveCountAsync(HostileRun.Targets.Count);
            await page.GoBackAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Runs" })).ToBeVisibleAsync();
            await AssertHarmless(tab, "runs");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Actions" }).First.ClickAsync();
        await page.Locator(".menu:popover-open").GetByText("Compare with").ClickAsync();
        await Expect(page.Locator("thead th a")).ToHaveTextAsync([HostileRun.Before, HostileRun.Label]);
        await AssertHarmless(tab, "compare");
    });

    [Fact]
    public Task Results_lead_from_each_target_peer_and_instance_to_its_report() => Visit($"results/{Part(HostileRun.Label)}", async tab =>
    {
        var page = tab.Page;
        var rows = page.Locator("tbody th a");
        await Narrow(page, rows, HostileRun.Targets);
        await AssertHarmless(tab, "results");
        await page.Locator("summary").GetByText("Headers").ClickAsync();
        await Expect(page.Locator("details.more tbody th")).ToHaveCountAsync(1);

        await page.GetByRole(AriaRole.Button, new() { Name = "By peer", Exact = true }).ClickAsync();
        await Narrow(page, rows, HostileRun.Peers);
        foreach (var peer in HostileRun.Peers)
        {
            await Follow(page, rows, peer);
            await Expect(page.Locator(".crumb strong")).ToHaveTextAsync(peer);
            await page.GetByRole(AriaRole.Button, new() { Name = "By instance", Exact = true }).ClickAsync();
            await Narrow(page, rows, HostileRun.Instances);
            foreach (var instance in HostileRun.Instances)
            {
                await Follow(page, rows, instance);
                var target = HostileRun.Targets[(HostileRun.Peers.ToList().IndexOf(peer) + HostileRun.Instances.ToList().IndexOf(instance)) % HostileRun.Targets.Count];
                await Are(rows, HostileRun.Targets);
                await Follow(page, rows, target);
                await Expect(page.Locator("pre.raw")).ToContainTextAsync(HostileRun.MarkOf(peer, instance, target));
                await Expect(page.Locator(".crumb strong")).ToHaveTextAsync([target, peer, instance]);
                await AssertHarmless(tab, "report");
                await page.GoBackAsync();
                await Are(rows, HostileRun.Targets);
                await page.GoBackAsync();
                await Are(rows, HostileRun.Instances);
            }

            await page.GoBackAsync();
            await Are(rows, HostileRun.Peers);
        }
    });

    [Fact]
    public Task Compare_leads_to_each_row_and_marks_a_status_code_of_any_name() => Visit($"compare/{HostileRun.Before}/{Part(HostileRun.Label)}?by=instance", async tab =>
    {
        var page = tab.Page;
        var rows = page.Locator("tbody th a");
        await Expect(rows).ToHaveCountAsync(HostileRun.Peers.Count * HostileRun.Instances.Count);
        foreach (var by in (string[])["peer", "target"])
        {
            var names = by == "peer" ? HostileRun.Peers : HostileRun.Targets;
            await page.GetByRole(AriaRole.Button, new() { Name = $"By {by}", Exact = true }).ClickAsync();
            await Expect(page.Locator("tr.marked .differences")).ToHaveCountAsync(names.Count);
            await Expect(page.Locator("tr.marked .differences").First).ToContainTextAsync("new: constructor (");
            await Narrow(page, rows, names);
            await AssertHarmless(tab, "compare");
        }
    });

    [Fact]
    public Task Browse_leads_down_each_key_and_back() => Visit($"browse/{Part(HostileRun.Label)}", async tab =>
    {
        var page = tab.Page;
        await Expect(tab.Rows).ToHaveCountAsync(HostileRun.Keys.Count);
        foreach (var key in HostileRun.Keys)
        {
            await Choose(tab, key);
            await Expect(page.Locator("pre.text")).ToHaveTextAsync(HostileRun.TextAt([key]));
            await Expect(page.Locator("section.value h2")).ToHaveTextAsync(key);
            await page.ReloadAsync();
            await Expect(page.Locator("pre.text")).ToHaveTextAsync(HostileRun.TextAt([key]));
            await AssertHarmless(tab, "browse");
            if (key == HostileRun.Keys[0]) continue;
            await page.Locator(".facts a").ClickAsync();
            await Expect(page.Locator("nav.path li")).ToHaveCountAsync(2);
            var below = HostileRun.Keys[^2];
            await Choose(tab, below);
            await Expect(page.Locator("pre.text")).ToHaveTextAsync(HostileRun.TextAt([key, below]));
            await Expect(page.Locator("nav.path li")).ToHaveTextAsync([HostileRun.Label, key]);
            await AssertHarmless(tab, "browse below");
            await page.Locator("nav.path a").ClickAsync();
            await Expect(tab.SelectedRow.Locator(".key")).ToHaveTextAsync(key);
        }

        foreach (var peer in HostileRun.Peers)
        {
            await page.GetByLabel(new Regex("^Tree")).SelectOptionAsync(new SelectOptionValue { Value = peer });
            await Shown(page, "peer", peer);
            await page.GetByLabel(new Regex("^Instance")).SelectOptionAsync(new SelectOptionValue { Value = HostileRun.Instances[^1] });
            await Shown(page, "instance", HostileRun.Instances[^1]);
            await tab.Rows.Filter(new() { HasText = "client" }).DblClickAsync();
            await Choose(tab, HostileRun.Targets[^1]);
            await Expect(page.Locator("pre.text")).ToContainTextAsync(HostileRun.MarkOf(peer, HostileRun.Instances[^1], HostileRun.Targets[^1]));
            await AssertHarmless(tab, "browse a peer");
        }
    });

    [Fact]
    public async Task Removing_and_storing_name_what_they_are_about()
    {
        var key = HostileRun.Keys[^2];
        await node.Client.Store("constructor", Part(key), "as it was");
        await node.Client.Store("constructor", "__proto__", "stays");
        await Visit($"browse/constructor?key=/{Part(key)}", async tab => await ChangeAndRemove(tab, key));
        Assert.Equal("stays", await node.Client.Text("constructor", "__proto__"));
    }

    [Fact]
    public Task Search_leads_to_each_key_that_it_finds() => Visit($"search/{Part(HostileRun.Label)}?q={Part("window.ran=1")}&in=data&peers=n", async tab =>
    {
        var page = tab.Page;
        var n = HostileRun.Keys.Count * HostileRun.Keys.Count;
        await FollowFound(tab, n, 1);

        // Reports in the trees of instances, of peers that have a word of the API for a name.
        await tab.Open($"/ui/#/search/{Part(HostileRun.Label)}?q={Part("report ")}&in=data&peers=y");
        await FollowFound(tab, HostileRun.Peers.Count * HostileRun.Instances.Count * HostileRun.Targets.Count, 4);
        await tab.Open($"/ui/#/search/{Part(HostileRun.Label)}?q={Part(HostileRun.Title + " nowhere")}");
        await Expect(page.GetByText("Nothing contains")).ToBeVisibleAsync();
        await AssertHarmless(tab, "search for nothing");
    });

    [Fact]
    public Task Timeline_shows_events_and_narrows_them_to_each_peer() => Visit($"timeline/{Part(HostileRun.Label)}", async tab =>
    {
        var page = tab.Page;
        var events = page.Locator(".events li").Filter(new() { HasText = HostileRun.Title });
        await Expect(events).ToHaveCountAsync(HostileRun.Peers.Count);
        await AssertHarmless(tab, "timeline");
        foreach (var peer in HostileRun.Peers)
        {
            await Follow(page, page.Locator(".events li").Filter(new() { HasText = HostileRun.Title }).Locator(".peer"), peer);
            await Expect(events).ToHaveCountAsync(1);
            await Expect(events.Locator(".peer")).ToHaveTextAsync(peer);
            await events.GetByRole(AriaRole.Button, new() { Name = "more" }).ClickAsync();
            await Expect(events.Locator(".more pre")).ToContainTextAsync("</script><script>window.ran=1</script>");
            await AssertHarmless(tab, "an event");
            await page.GetByLabel(new Regex("^Title")).SelectOptionAsync(new SelectOptionValue { Label = HostileRun.Title });
            await Expect(events).ToHaveCountAsync(1);
            await tab.Open($"/ui/#/timeline/{Part(HostileRun.Label)}");
            await Expect(events).ToHaveCountAsync(HostileRun.Peers.Count);
        }
    });

    [Fact]
    public Task Peers_show_pods_and_lead_to_what_they_reported() => Visit("peers", async tab =>
    {
        var page = tab.Page;
        await Expect(page.Locator("details.peer h2")).ToHaveCountAsync(HostileRun.Peers.Count);
        foreach (var peer in HostileRun.Peers)
        {
            await Follow(page, page.Locator("details.peer h2"), peer);
            var open = page.Locator("details.peer[open]");
            var addresses = open.Locator("tbody").First.Locator("th");
            await Expect(open.Locator("h2")).ToHaveTextAsync(peer);
            await Are(addresses, HostileRun.Instances);
            await Expect(open.GetByRole(AriaRole.Row).Filter(new() { HasText = "given" })).ToHaveCountAsync(1);
            await AssertHarmless(tab, "peers");
            foreach (var instance in HostileRun.Instances)
            {
                // The view reads anew after each way back.
                await Are(addresses, HostileRun.Instances);
                var at = (await Texts(addresses)).ToList().IndexOf(instance);
                await open.GetByRole(AriaRole.Link, new() { Name = "Reports" }).Nth(at).ClickAsync();
                await Expect(tab.Rows.Locator(".key")).ToHaveTextAsync(["client"]);
                await Expect(page.GetByLabel(new Regex("^Instance"))).ToHaveValueAsync(instance);
                await page.GoBackAsync();
            }

            await open.Locator("h2").ClickAsync();
            await Expect(open).ToHaveCountAsync(0);
        }
    });

    [Theory]
    [InlineData("results", 4)]
    [InlineData("compare", 4)]
    public Task A_report_as_one_file_shows_each_name_and_runs_nothing(string view, int tables) => Visit(
        view == "results" ? $"results/{Part(HostileRun.Label)}" : $"compare/{HostileRun.Before}/{Part(HostileRun.Label)}", async tab =>
    {
        var button = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Report", Exact = true });
        var saved = await tab.Page.RunAndWaitForDownloadAsync(() => button.ClickAsync());
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        await saved.SaveAsAsync(file);
        try
        {
            var report = await tab.Page.Context.NewPageAsync();
            List<string> said = [], asked = [];
            report.Console += (_, message) => said.Add(message.Text);
            report.Request += (_, request) => asked.Add(request.Url);
            await report.GotoAsync(new Uri(file).AbsoluteUri);
            await Expect(report.Locator("table")).ToHaveCountAsync(tables);
            await Expect(report.Locator("h1")).ToContainTextAsync(HostileRun.Label);
            Assert.Equal(HostileRun.Targets.Order(StringComparer.Ordinal), (await Texts(report.Locator("#target tbody th"))).Order(StringComparer.Ordinal));
            Assert.Equal(HostileRun.Peers.Order(StringComparer.Ordinal), (await Texts(report.Locator("#peer tbody th"))).Order(StringComparer.Ordinal));
            var instances = HostileRun.Peers.SelectMany(peer => HostileRun.Instances.Select(instance => $"{peer} {instance}"));
            Assert.Equal(instances.Order(StringComparer.Ordinal), (await Texts(report.Locator("#instance tbody th"))).Order(StringComparer.Ordinal));
            Assert.Equal(0, await report.Locator("img, script, a").CountAsync());
            Assert.Null(await report.EvaluateAsync<int?>("() => window.ran ?? null"));
            Assert.Empty(said);
            Assert.Single(asked);
        }
        finally
        {
            File.Delete(file);
        }
    });

    private async Task Visit(string path, Func<Tab, Task> test) => await chromium.Visit(new(node.Address, $"/ui/#/{path}"), test);

    private static async Task ChangeAndRemove(Tab tab, string key)
    {
        var page = tab.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Text" }).FillAsync("changed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Store", Exact = true }).ClickAsync();
        await Expect(page.Locator("pre.text")).ToHaveTextAsync("changed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator("h2")).ToHaveTextAsync($"Remove {key}?");
        await AssertHarmless(tab, "remove");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(tab.Rows).ToHaveCountAsync(1);
    }

    // Each row leads to itself, and back.
    private static async Task Narrow(IPage page, ILocator rows, IReadOnlyList<string> names)
    {
        await Are(rows, names);
        foreach (var name in names)
        {
            await Follow(page, rows, name);
            await Expect(page.Locator(".crumb strong").Filter(new() { HasText = name }).First).ToHaveTextAsync(name);
            await Expect(page.Locator(".figures data").First).Not.ToHaveTextAsync("0");
            await page.GoBackAsync();
            await Are(rows, names);
        }
    }

    // Waits until the rows have these names: those of the place before stay until others are read, and may be as many.
    private static async Task Are(ILocator rows, IReadOnlyList<string> names)
    {
        await Expect(rows).ToHaveCountAsync(names.Count);
        foreach (var name in names) await Expect(rows.Filter(new() { HasText = name }).First).ToBeVisibleAsync();
        Assert.Equal(names.Order(StringComparer.Ordinal), (await Texts(rows)).Order(StringComparer.Ordinal));
    }

    // Clicks the one of these that has exactly this text.
    private static async Task Follow(IPage page, ILocator among, string text)
    {
        await Expect(among.Filter(new() { HasText = text }).First).ToBeVisibleAsync();
        var at = (await Texts(among)).ToList().IndexOf(text);
        Assert.True(at >= 0, $"'{text}' is among {string.Join(" | ", await Texts(among))} at {page.Url}");
        await among.Nth(at).ClickAsync();
    }

    private static Task Choose(Tab tab, string key) => Follow(tab.Page, tab.Rows.Locator(".key"), key);

    // Waits until a member of the URL's query is this.
    private static Task<IJSHandle> Shown(IPage page, string member, string value) => page.WaitForFunctionAsync(
        "([member, value]) => new URLSearchParams(location.hash.split('?')[1]).get(member) === value", new[] { member, value });

    // Every so many places are looked at: the text there is the one of the keys that were clicked.
    private static async Task FollowFound(Tab tab, int count, int step)
    {
        var page = tab.Page;
        var found = page.Locator(".found li");
        await Expect(found).ToHaveCountAsync(count);
        await AssertHarmless(tab, "search");
        for (var i = 0; i < count; i += step)
        {
            var keys = await found.Nth(i).Locator("a.mono").TextContentAsync();
            await found.Nth(i).GetByRole(AriaRole.Button, new() { Name = "Text" }).ClickAsync();
            await Expect(found.Nth(i).Locator(".snippet mark").First).ToBeVisibleAsync();
            var said = await found.Nth(i).Locator(".snippet").TextContentAsync();
            await found.Nth(i).GetByRole(AriaRole.Link, new() { Name = "Show in tree" }).ClickAsync();
            var report = Report().Match(said!);
            await Expect(page.Locator("pre.text")).ToContainTextAsync(report.Success ? report.Value : HostileRun.TextAt(keys!.Split(',')));
            var path = (await Texts(page.Locator("nav.path li"))).Skip(1).Append(await page.Locator("section.value h2").TextContentAsync());
            Assert.Equal(keys, string.Join(',', path));
            await page.GoBackAsync();
            await Expect(found).ToHaveCountAsync(count);
        }
    }

    private static async Task<IReadOnlyList<string>> Texts(ILocator of) => await of.AllTextContentsAsync();

    // Nothing has run, nothing is an element that only a name asks for, and nothing sticks out at the side.
    private static async Task AssertHarmless(Tab tab, string what)
    {
        var page = tab.Page;
        Assert.Null(await page.EvaluateAsync<int?>("() => window.ran ?? null"));
        Assert.Equal(0, await page.Locator("main :is(img, script, iframe, object), dialog :is(img, script)").CountAsync());
        var beyond = await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth");
        Assert.True(beyond <= 0, $"{what}: the page is {beyond} pixels wider than the window");
    }

    [GeneratedRegex("report [0-9]+-[0-9]+-[0-9]+")]
    private static partial Regex Report();

    private static string Part(string name) => Uri.EscapeDataString(name);
}
