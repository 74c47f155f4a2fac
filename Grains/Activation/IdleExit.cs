namespace Lockers.Grains.Activation;

/// <summary>
/// Lets a grain that holds nothing go, a while after it was asked about: anyone can ask about anything, and what is not
/// there must leave nothing behind. Going at once would turn away calls that come meanwhile, again and again under load.
/// </summary>
internal sealed class IdleExit(IGrainBase grain, Func<bool> isIdle)
{
    /// <summary>How long it stays.</summary>
    public static readonly TimeSpan Stay = TimeSpan.FromSeconds(1);

    private IGrainTimer? _timer;

    /// <summary>Notes that the grain holds nothing now.</summary>
    public void Consider() => _timer ??= grain.RegisterGrainTimer(
        static (exit, _) => exit.Leave(), this, new(Stay, Timeout.InfiniteTimeSpan) { Interleave = true });

    private Task Leave()
    {
        _timer?.Dispose();
        _timer = null;
        if (isIdle()) grain.DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
