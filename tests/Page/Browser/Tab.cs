using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace Lockers.Page.Browser;

/// <summary>A tab of the browser, with what its console said and whom it asked.</summary>
public sealed partial class Tab
{
    private readonly Uri _node;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _elsewhere = new();
    private readonly HashSet<int> _statuses = [];
    private bool _mayBeCutOff;

    internal Tab(IPage page, Uri node)
    {
        (Page, _node) = (page, node);
        page.Console += (_, message) => Keep(message);
        page.PageError += (_, error) => _errors.Enqueue($"uncaught: {error}");
        page.Request += (_, request) => Check(request.Url);
        page.WebSocket += (_, socket) => Check(socket.Url);
    }

    public IPage Page { get; }

    /// <summary>Says that answers with these statuses belong to the test: Chromium writes each failed request on the console.</summary>
    public void Expects(params IEnumerable<int> statuses) => _statuses.UnionWith(statuses);

    /// <summary>Says that nodes are killed: requests and streams may be cut off.</summary>
    public void MayBeCutOff() => _mayBeCutOff = true;

    /// <summary>Goes to another path of the page, as the address bar does.</summary>
    public async Task Open(string path) => await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });

    /// <summary>Keeps a picture of what is shown, under this name.</summary>
    public async Task Picture(string name) =>
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Pictures.PathOf(name), Animations = ScreenshotAnimations.Disabled });

    /// <summary>The keys that Browse shows: those that are drawn.</summary>
    public ILocator Rows => Page.GetByRole(AriaRole.Listbox, new() { Name = "Keys" }).GetByRole(AriaRole.Option);

    /// <summary>The key that Browse has selected, where it is drawn.</summary>
    public ILocator SelectedRow => Page.GetByRole(AriaRole.Listbox, new() { Name = "Keys" }).GetByRole(AriaRole.Option, new() { Selected = true });

    /// <summary>What the tab's scripts hold in memory after a collection of garbage, bytes.</summary>
    public async Task<long> HeapBytes()
    {
        var session = await Page.Context.NewCDPSessionAsync(Page);
        await session.SendAsync("HeapProfiler.enable");
        await session.SendAsync("HeapProfiler.collectGarbage");
        await session.SendAsync("Performance.enable");
        var metrics = (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray();
        var used = metrics.First(metric => metric.GetProperty("name").GetString() == "JSHeapUsedSize").GetProperty("value").GetDouble();
        await session.DetachAsync();
        return (long)used;
    }

    internal void AssertClean()
    {
        Assert.True(_errors.IsEmpty, $"The console said:\n{string.Join('\n', _errors)}");
        Assert.True(_elsewhere.IsEmpty, $"The page asked other hosts:\n{string.Join('\n', _elsewhere)}");
    }

    internal async Task KeepFailure()
    {
        var test = TestContext.Current.Test?.TestDisplayName ?? "test";
        try
        {
            await Picture($"failed-{NotOfNames().Replace(test, "-")}");
        }
        catch (PlaywrightException)
        {
            // The tab is gone: the test's own failure tells more.
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Page.Url} said:\n{string.Join('\n', _errors)}");
    }

    private void Keep(IConsoleMessage message)
    {
        if (message.Type is not "error") return;
        if (StatusOf().Match(message.Text) is { Success: true } match &&
            _statuses.Contains(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))) return;
        if (IsOfIcon(message)) return;
        if (_mayBeCutOff && message.Text.Contains("net::ERR_", StringComparison.Ordinal)) return;
        _errors.Enqueue($"{message.Text} ({message.Location})");
    }

    // What is no page has no icon: the browser looks for one.
    private static bool IsOfIcon(IConsoleMessage message) =>
        StatusOf().Match(message.Text) is { Success: true } match && match.Groups[1].Value is "404"
        && message.Location.Contains("/favicon.ico", StringComparison.Ordinal);

    private void Check(string url)
    {
        var uri = new Uri(url);
        if (uri.Scheme is "data" or "blob" or "about" || uri.Authority == _node.Authority) return;
        _elsewhere.Enqueue(url);
    }

    [GeneratedRegex(@"^Failed to load resource: the server responded with a status of (\d{3})")]
    private static partial Regex StatusOf();

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NotOfNames();
}
