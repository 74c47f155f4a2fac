using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Lockers.Page.Browser;

/// <summary>
/// A reader who has a keyboard and no mouse. What has the focus is seen at every step, and the focus never falls back to the page's body, from
/// where the tab key would begin anew.
/// </summary>
public sealed class Keyboard
{
    private const int MaxStops = 150;
    private const int MaxTries = 30;
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(1.1);

    // Looks at each frame that is drawn for a focus that was lost. `unseen` says why the focus is not seen; nothing where it is.
    private const string Watch =
        """
        () => {
          const named = element => `${element.tagName.toLowerCase()} '${(element.ariaLabel || element.textContent.trim() || element.type || '').slice(0, 40)}'`;
          const keyboard = window.keyboard = { lost: [], named };
          let last = '';
          const look = () => {
            if (document.activeElement !== document.body) last = named(document.activeElement);
            else if (last) {
              keyboard.lost.push(`${last} at ${location.hash}`);
              last = '';
            }
            requestAnimationFrame(look);
          };
          look();
          keyboard.unseen = () => {
            const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
            if (!at.matches(':focus-visible') || style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) return `${named(at)} has no outline`;
            if (at.id === 'main') return '';
            const by = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth);
            if (box.right < 0 || box.bottom < 0 || box.left > innerWidth || box.top > innerHeight) return `${named(at)} is outside of the window`;
            for (let around = at.parentElement; around && !around.matches('body, dialog, :popover-open'); around = around.parentElement) {
              if (getComputedStyle(around).overflowX === 'visible') continue;
              const room = around.getBoundingClientRect();
              if (box.width < room.width && (box.left - by < room.left - 1 || box.right + by > room.right + 1)
                || box.height <= room.height && (box.top - by < room.top - 1 || box.bottom + by > room.bottom + 1)) return `the outline of ${named(at)} is cut off`;
            }
            return '';
          };
        }
        """;

    private Keyboard(Tab tab) => Tab = tab;

    public Tab Tab { get; }

    public IPage Page => Tab.Page;

    /// <summary>Takes the place of the mouse at a page that is open.</summary>
    public static async Task<Keyboard> At(Tab tab)
    {
        await tab.Page.EvaluateAsync(Watch);
        return new(tab);
    }

    /// <summary>Presses keys, one after another.</summary>
    public async Task Press(params IEnumerable<string> keys)
    {
        foreach (var key in keys) await Page.Keyboard.PressAsync(key);
    }

    /// <summary>Types a text.</summary>
    public Task Type(string text) => Page.Keyboard.TypeAsync(text);

    /// <summary>Presses a key until this has the focus. Whatever has it on the way is seen.</summary>
    public async Task Reach(ILocator wanted, string key = "Tab")
    {
        for (var i = 0; i < MaxStops; i++)
        {
            if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement")) return;
            await Press(key);
            await AssertSeen();
        }

        Assert.Fail($"{key} does not lead to {wanted} in {MaxStops} steps.");
    }

    /// <summary>Reaches a list of choices, and types how one begins until it is chosen.</summary>
    public async Task Choose(ILocator list, string begin, string key = "Tab")
    {
        await Reach(list, key);
        for (var i = 0; i < MaxTries; i++)
        {
            await Type(begin);
            if (await list.EvaluateAsync<bool>("(list, begin) => list.selectedOptions[0].label.startsWith(begin)", begin)) return;

            // A letter that comes a second late begins another word.
            await Task.Delay(Forgotten);
        }

        Assert.Fail($"'{begin}' is not chosen in {list}.");
    }

    /// <summary>Reaches something, and presses Enter.</summary>
    public async Task Enter(ILocator wanted, string key = "Tab")
    {
        await Reach(wanted, key);
        await Press("Enter");
    }

    /// <summary>Shows a view by its link.</summary>
    public async Task Show(string view)
    {
        var link = Page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByRole(AriaRole.Link, new() { Name = view });
        await Enter(link);
        await Expect(link).ToHaveAttributeAsync("aria-current", "page");
    }

    /// <summary>Goes back as Alt+Left does, a key of the browser's window, which these tests do not have.</summary>
    public Task GoBack() => Page.GoBackAsync();

    /// <summary>This gets the focus, and is seen to have it.</summary>
    public async Task AssertAt(ILocator wanted)
    {
        await Expect(wanted).ToBeFocusedAsync();
        await AssertSeen();
    }

    /// <summary>The view as a whole has the focus.</summary>
    public Task AssertAtView() => AssertAt(Page.Locator("main"));

    /// <summary>This text is on the clipboard, soon.</summary>
    public async Task AssertCopied(string expected) => await Page.WaitForFunctionAsync(
        "async expected => await navigator.clipboard.readText() === expected", expected);

    /// <summary>The focus was not lost, at any time.</summary>
    public async Task AssertKept() => Assert.Empty(await Page.EvaluateAsync<string[]>("keyboard.lost"));

    private async Task AssertSeen() => Assert.Equal("", await Page.EvaluateAsync<string>("keyboard.unseen()"));
}
