using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Activation;

/// <summary>
/// Drops what loads have staged on a grain and nobody will commit any more: their front end, or the registry, went away. As long as
/// something is staged, the registry is asked again and again.
/// </summary>
/// <param name="grain">The grain.</param>
/// <param name="registry">The registry.</param>
/// <param name="staged">The loads that have something staged there.</param>
/// <param name="unstage">Forgets what a load has staged.</param>
/// <param name="log">The log.</param>
internal sealed partial class ForgottenLoads(
    IGrainBase grain, IRegistryGrain registry, Func<IReadOnlyCollection<long>> staged, Func<long, ValueTask> unstage, ILogger log)
{
    /// <summary>How often the registry is asked.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private IGrainTimer? _timer;

    /// <summary>Begins to look after what is staged, if anything is.</summary>
    /// <param name="wait">How long to wait before the registry is asked first.</param>
    public void Watch(TimeSpan wait)
    {
        if (_timer is not null || staged().Count == 0) return;
        _timer = grain.RegisterGrainTimer(static (loads, _) => loads.Drop(), this, new(wait, Interval) { Interleave = true });
    }

    private async Task Drop()
    {
        try
        {
            foreach (var load in staged())
            {
                if (!await registry.IsLoading(load)) await unstage(load);
            }
        }
        catch (Exception error) when (PartlyMade.IsForNow(error))
        {
            LogNotAsked(error.Message);
        }

        if (staged().Count > 0) return;
        _timer?.Dispose();
        _timer = null;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "What loads have staged is kept for now: {Why}")]
    private partial void LogNotAsked(string why);
}
