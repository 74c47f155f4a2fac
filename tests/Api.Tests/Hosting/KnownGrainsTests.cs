using System.Reflection;
using Lockers.Api.Tests.Security;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;

namespace Lockers.Api.Tests.Hosting;

public sealed class KnownGrainsTests(FrontEndStage stage) : IClassFixture<FrontEndStage>
{
    [Fact]
    public void A_front_end_that_has_heard_of_no_node_knows_every_grain()
    {
        var classes = Assembly.Load("Lockers.Grains").GetTypes().Where(type => type.IsSubclassOf(typeof(Grain)) && !type.IsAbstract).ToList();
        var contracts = typeof(IRegistryGrain).Assembly.GetTypes()
            .Where(type => type.IsInterface && (typeof(IGrainWithIntegerKey).IsAssignableFrom(type) || typeof(IGrainWithStringKey).IsAssignableFrom(type)));
        var resolver = stage.Services.GetRequiredService<GrainInterfaceTypeResolver>();
        var expected = contracts.Select(contract => $"{Named(classes.Single(contract.IsAssignableFrom))}: {resolver.GetGrainInterfaceType(contract)}");

        var known = stage.Services.GetRequiredService<IClusterManifestProvider>().Current.AllGrainManifests.SelectMany(manifest => manifest.Grains)
            .SelectMany(grain => grain.Value.Properties
                .Where(property => property.Key.StartsWith(WellKnownGrainTypeProperties.ImplementedInterfacePrefix, StringComparison.Ordinal))
                .Select(property => $"{grain.Key}: {property.Value}"));

        Assert.Equal(expected.Order(StringComparer.Ordinal), known.Where(one => one.Contains("lockers.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    // As Orleans names classes of grains.
    private static string Named(Type grain) => grain.Name[..^"Grain".Length].ToLowerInvariant();
}
