namespace Lockers.Grains.Activation;

/// <summary>
/// Lets a grain that holds nothing go, a while after it was asked about: anyone can ask about anything, and what is not
/// there must leave nothing behind. Going at once would turn away calls that come meanwhile, again and again under load.
/// </summary>
/// <param name="grain">The grain.</param>
/// <param name="isIdle">Whether it may go: it holds nothing, and nobody waits in it.</param>
/// <param name="isEmpty">Whether it holds nothing.</param>
internal sealed class IdleExit(IGrainBase grain, Func<bool> isIdle, Func<bool> isEmpty)
{
    /// <summary>How long it stays.</summary>
    public static readonly TimeSpan Stay = TimeSpan.FromSeconds(1);

    // Somebody waits in it: for another grain, or for something to be stored.
    private static readonly TimeSpan StayOfBusy = TimeSpan.FromSeconds(10);

    private IGrainTimer? _timer;

    /// <summary>Notes that the grain holds nothing now.</summary>
    public void Consider() => Consider(Stay);

    private void Consider(TimeSpan stay) => _timer ??= grain.RegisterGrainTimer(
        static (exit, _) => exit.Leave(), this, new(stay, Timeout.InfiniteTimeSpan) { Interleave = true });

    private Task Leave()
    {
        _timer?.Dispose();
        _timer = null;
        if (isIdle()) grain.DeactivateOnIdle();
        else if (isEmpty()) Consider(StayOfBusy);
        return Task.CompletedTask;
    }
}
