using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Tests.Simulation;

/// <summary>A holder as the registry reaches it: what takes a lease back gets lost, comes late, or is never answered.</summary>
internal sealed class FarHolder(World world, ICurrentLockerHolder holder) : ICurrentLockerHolder
{
    public async Task Revoke(long change)
    {
        await world.Travel();
        await holder.Revoke(change);
        await world.Travel();
    }
}
