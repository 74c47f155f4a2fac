using System.Collections.Immutable;
using System.Net;
using Lockers.Grains.Interfaces;
using Orleans.Metadata;

namespace Lockers.Api.Hosting;

/// <summary>
/// What the nodes say of themselves, with the grains that every node has. An Orleans client takes what nodes say only with a version above the
/// one that it has, which begins anew with a node that is alone: without this, a front end that last heard of a node on its way out
/// would know of no grain until it is started again.
/// </summary>
internal sealed class KnownGrains : IClusterManifestProvider
{
    // As Orleans names the classes of the grains.
    private static readonly (string Grain, Type Contract)[] All = [
        ("registry", typeof(IRegistryGrain)), ("locker", typeof(ILockerGrain)),
        ("peer", typeof(IPeerGrain)), ("peerinstance", typeof(IPeerInstanceGrain)),
        ("registryevents", typeof(IRegistryEventsGrain)), ("node", typeof(INodeStatusGrain))];

    private static readonly SiloAddress AnyNode = SiloAddress.New(IPAddress.None, 0, 0);

    private readonly IClusterManifestProvider _nodes;
    private readonly GrainManifest _known;
    private Completed? _last;

    public KnownGrains(IClusterManifestProvider nodes, GrainInterfaceTypeResolver contracts)
    {
        _nodes = nodes;
        var grains = All.ToImmutableDictionary(
            one => GrainType.Create(one.Grain),
            one => new GrainProperties(ImmutableDictionary.Create<string, string>(StringComparer.Ordinal).Add(
                $"{WellKnownGrainTypeProperties.ImplementedInterfacePrefix}0", contracts.GetGrainInterfaceType(one.Contract).ToString())));
        _known = new(grains, ImmutableDictionary<GrainInterfaceType, GrainInterfaceProperties>.Empty);
    }

    public ClusterManifest Current
    {
        get
        {
            var said = _nodes.Current;
            var last = _last;
            if (last is null || !ReferenceEquals(last.Said, said))
                _last = last = new(said, new ClusterManifest(said.Version, said.Silos.SetItem(AnyNode, _known)));
            return last.Whole;
        }
    }

    public IAsyncEnumerable<ClusterManifest> Updates => _nodes.Updates;

    public GrainManifest LocalGrainManifest => _nodes.LocalGrainManifest;

    private sealed record Completed(ClusterManifest Said, ClusterManifest Whole);
}
