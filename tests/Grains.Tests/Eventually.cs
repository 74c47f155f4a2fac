namespace Lockers.Grains.Tests;

/// <summary>Waits for what happens in its own time, up to a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static async Task Holds(Func<Task<bool>> condition, string what)
    {
        using var late = new CancellationTokenSource(Deadline);
        while (!await condition())
        {
            if (late.IsCancellationRequested) throw new TimeoutException($"Not within {Deadline.TotalSeconds} s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }
}
