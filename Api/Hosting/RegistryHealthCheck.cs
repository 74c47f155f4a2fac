using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lockers.Api.Hosting;

/// <summary>Whether the registry answers through this program. The log says when it ceases to, and when it does again.</summary>
internal sealed partial class RegistryHealthCheck(IGrainFactory grains, ILogger<RegistryHealthCheck> log) : IHealthCheck
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    private const int Answers = 1;
    private const int Silent = 2;

    // 0 until it has answered: what a program waits for at its start is said elsewhere.
    private int _state;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await Ask(cancellationToken);
            if (Interlocked.Exchange(ref _state, Answers) == Silent) LogAnswers();
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            if (Interlocked.CompareExchange(ref _state, Silent, Answers) == Answers) LogSilent(error);
            return HealthCheckResult.Unhealthy("The registry does not answer.", error);
        }
    }

    /// <summary>Asks the registry.</summary>
    /// <exception cref="TimeoutException">It did not answer within two seconds. What else is thrown says that it is out of reach, too.</exception>
    internal Task Ask(CancellationToken stop) =>
        grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey).Find(Names.Default).AsTask().Within(Deadline, TimeProvider.System, stop);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not ready: the registry does not answer")]
    private partial void LogSilent(Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Ready again: the registry answers")]
    private partial void LogAnswers();
}
