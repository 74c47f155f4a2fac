using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lockers.Silo.Hosting;

/// <summary>Whether the registry answers through this node.</summary>
internal sealed class RegistryHealthCheck(IGrainFactory grains) : IHealthCheck
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var registry = grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);
            await registry.Find(Names.Default).AsTask().WaitAsync(Deadline, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The registry does not answer.", error);
        }
    }
}
