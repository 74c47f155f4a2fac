using Lockers.Tests.Shared;

namespace Lockers.Grains.Tests;

/// <summary>Waits for what happens in its own time, up to a deadline.</summary>
internal static class Eventually
{
    public static Task Holds(Func<Task<bool>> condition, string what) =>
        Until.Holds(condition, TestDeadlines.Step, () => what, CancellationToken.None);
}
