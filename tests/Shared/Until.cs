namespace Lockers.Tests.Shared;

/// <summary>The one place where tests wait: on a condition, with a deadline.</summary>
public static class Until
{
    /// <summary>Waits until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public static async Task Holds(Func<Task<bool>> condition, TimeSpan deadline, Func<string> otherwise, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(deadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            while (!await condition()) await Task.Delay(TimeSpan.FromMilliseconds(50), either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            // A process that got no processor time may have looked long before the deadline, and at nothing since.
            if (await condition()) return;
            throw new TimeoutException($"Not within {deadline.TotalSeconds} s: {otherwise()}");
        }
    }
}
