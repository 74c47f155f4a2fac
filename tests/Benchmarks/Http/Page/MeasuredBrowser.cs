using Lockers.Page.Browser;
using Microsoft.Playwright;

namespace Lockers.Benchmarks.Http.Page;

/// <summary>Chromium, for measuring a page of one node.</summary>
internal sealed class MeasuredBrowser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly string _node;

    private MeasuredBrowser(IPlaywright playwright, IBrowser browser, string node) => (_playwright, _browser, _node) = (playwright, browser, node);

    /// <summary>Starts it.</summary>
    /// <exception cref="FileNotFoundException">There is no Chromium; says what to install.</exception>
    public static async Task<MeasuredBrowser> Start(string node)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = ChromiumProgram.Path,
            ChromiumSandbox = !Environment.IsPrivilegedProcess,
            Args = ["--disable-dev-shm-usage"],
        });
        return new(playwright, browser, node);
    }

    /// <summary>Opens a page with an empty cache, and waits until a condition holds, an expression of JavaScript.</summary>
    public async Task<MeasuredTab> Open(string path, string condition)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = _node, ViewportSize = new ViewportSize { Width = 1400, Height = 900 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        await page.WaitForFunctionAsync($"() => {condition}");
        return new MeasuredTab(context, page);
    }

    /// <summary>How long it takes from the start of the navigation until the condition holds at the beginning of a frame, milliseconds.</summary>
    public async Task<double> TimeUntil(string path, string condition)
    {
        await using var context = await _browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = _node, ViewportSize = new ViewportSize { Width = 1400, Height = 900 } });
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync(
            $"window.shown = new Promise(done => {{ const look = () => {condition} ? done(performance.now()) : requestAnimationFrame(look); requestAnimationFrame(look); }});");
        await page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        return await page.EvaluateAsync<double>("() => window.shown");
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

/// <summary>A tab that is open.</summary>
internal sealed class MeasuredTab(IBrowserContext context, IPage page) : IAsyncDisposable
{
    /// <summary>How long each frame took, milliseconds, while the list was pulled through from its beginning to its end in 240 steps.</summary>
    public Task<double[]> FramesWhileScrolling() => page.EvaluateAsync<double[]>(
        """
        () => new Promise(done => {
          const list = document.querySelector('.rows'), whole = list.scrollHeight - list.clientHeight, times = [];
          let last;
          const frame = now => {
            if (last !== undefined) times.push(now - last);
            last = now;
            list.scrollTop = whole * (times.length + 1) / 240;
            if (times.length < 240) requestAnimationFrame(frame);
            else done(times);
          };
          requestAnimationFrame(frame);
        })
        """);

    /// <summary>What the tab's scripts hold after a collection, bytes.</summary>
    public async Task<double> HeapBytes()
    {
        var session = await context.NewCDPSessionAsync(page);
        await session.SendAsync("HeapProfiler.enable");
        await session.SendAsync("HeapProfiler.collectGarbage");
        await session.SendAsync("Performance.enable");
        var metrics = (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray();
        return metrics.First(metric => metric.GetProperty("name").GetString() == "JSHeapUsedSize").GetProperty("value").GetDouble();
    }

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
