using Lockers.Grains.Activation;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Results;

namespace Lockers.Grains.Lockers;

/// <summary>Gathers what instances of one peer reported.</summary>
/// <param name="trees">The locker's trees.</param>
/// <param name="epochs">Whether what is kept of earlier epochs counts too.</param>
/// <param name="generation">The generation that is meant.</param>
internal sealed class InstanceResults(LockerTrees trees, bool epochs, long generation)
{
    /// <summary>The results of some instances, merged.</summary>
    public async Task<PeerResults> Gather(string peer, IEnumerable<InstanceEntry> instances)
    {
        var results = new PeerResults();
        await FanOut.ForEach(instances, async instance => await Read(trees.Of(peer, instance.Address), results));
        return results;
    }

    private async ValueTask Read(IPeerInstanceGrain instance, PeerResults into) =>
        await EncodedResults.Read(instance, instance.ReadResults(generation, epochs), into);
}
