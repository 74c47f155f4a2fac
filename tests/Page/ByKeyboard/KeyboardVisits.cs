using Lockers.Page.Browser;

namespace Lockers.Page.ByKeyboard;

/// <summary>Visits without a mouse.</summary>
internal static class KeyboardVisits
{
    /// <summary>Opens a tab, and runs a test that uses it by keyboard alone.</summary>
    public static Task ByKeyboard(this Chromium chromium, Visit visit, Func<Keyboard, Task> test) => chromium.Visit(visit, async tab =>
    {
        var keyboard = await Keyboard.At(tab);
        await test(keyboard);
        await keyboard.AssertKept();
    });
}
