using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lockers.Grains.Hosting;

/// <summary>Puts the lockers' grains on a silo.</summary>
public static class LockersSiloBuilderExtensions
{
    /// <summary>Adds what the grains need. Idempotent.</summary>
    public static ISiloBuilder AddLockers(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        return silo;
    }
}
