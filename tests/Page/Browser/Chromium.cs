using Microsoft.Playwright;
using Xunit;

namespace Lockers.Page.Browser;

/// <summary>One browser for all tests: it starts with the first tab that is opened, since a start costs a second.</summary>
public sealed class Chromium : IAsyncLifetime
{
    // What a page may take for anything: the machine may be busy with other tests.
    private const float Patience = 120_000;
    private const float StartPatience = 300_000;

    private static readonly string[] Flags =
    [
        // Containers have a small /dev/shm.
        "--disable-dev-shm-usage",

        // The same pixels everywhere.
        "--font-render-hinting=none", "--force-color-profile=srgb",
    ];

    private readonly SemaphoreSlim _starting = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// Opens a tab, runs a test in it, and checks what holds for every page: no error on the console, no request to another host.
    /// </summary>
    /// <param name="visit">What is opened, and how it looks.</param>
    /// <param name="test">The test.</param>
    public async Task Visit(Visit visit, Func<Tab, Task> test)
    {
        var browser = await Browser();
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = visit.Node.GetLeftPart(UriPartial.Authority),
            ColorScheme = visit.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new ViewportSize { Width = visit.Width, Height = visit.Height },
            ReducedMotion = ReducedMotion.Reduce,
            HttpCredentials = visit.Credentials,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(Patience);
        context.SetDefaultNavigationTimeout(Patience);
        var tab = new Tab(await context.NewPageAsync(), visit.Node);
        try
        {
            await tab.Open(visit.Path);
            await test(tab);
        }
        catch
        {
            await tab.KeepFailure();
            throw;
        }

        tab.AssertClean();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        _starting.Dispose();
    }

    private async Task<IBrowser> Browser()
    {
        await _starting.WaitAsync();
        try
        {
            Assertions.SetDefaultExpectTimeout(Patience);
            _playwright ??= await Playwright.CreateAsync();
            if (_browser is { IsConnected: true }) return _browser;
            return _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = ChromiumProgram.Path,
                ChromiumSandbox = !Environment.IsPrivilegedProcess,
                Args = Flags,
                Timeout = StartPatience,
            });
        }
        finally
        {
            _starting.Release();
        }
    }
}
