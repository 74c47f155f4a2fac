using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;

namespace Lockers.Grains.Lockers;

/// <summary>Drops what loads have staged that nobody will commit any more: their front end, or the registry, went away.</summary>
internal static class ForgottenLoads
{
    public static async Task Drop(IRegistryGrain registry, LivingTree tree, Func<long, Task> unstage)
    {
        try
        {
            foreach (var load in tree.StagedLoads())
            {
                if (!await registry.IsLoading(load)) await unstage(load);
            }
        }
        catch (Exception error) when (error is OrleansException or TimeoutException or StorageUnavailableException)
        {
            // It costs nothing but its room, and is looked at again when the grain is activated next.
        }
    }
}
