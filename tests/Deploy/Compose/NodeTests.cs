using System.Data.Common;
using System.Globalization;
using System.Net;
using Lockers.Deploy.Images;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Deploy.Compose;

/// <summary>The nodes of deploy/compose.yaml.</summary>
public sealed class NodeTests
{
    private static readonly ComposeFile Compose = ComposeFile.Read();

    public static TheoryData<string> Names => [.. Compose.Nodes.Keys];

    [Fact]
    public void There_are_three_of_one_cluster()
    {
        Assert.Equal(3, Compose.Nodes.Count);
        var settings = Compose.Nodes.Values
            .Select(node => node.Environment.Where(entry => entry.Key != "Lockers__AdvertisedAddress").ToDictionary()).ToList();

        Assert.All(settings, each => Assert.Equal(settings[0], each));
    }

    [Fact]
    public void Each_advertises_the_address_that_it_has()
    {
        var network = Compose.Networks["nodes"].Ipam!.Config.Single()["subnet"];
        var addresses = Compose.Nodes.Values.Select(node => node.Addresses["nodes"]).ToList();

        Assert.Distinct(addresses);
        Assert.All(Compose.Nodes.Values, node => Assert.Equal(node.Addresses["nodes"], node.Environment["Lockers__AdvertisedAddress"]));
        Assert.All(addresses, address => Assert.True(IPNetwork.Parse(network).Contains(IPAddress.Parse(address!)), address));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_built_from_a_stage_that_there_is(string name)
    {
        var build = Compose.Nodes[name].Build!;

        Assert.Equal(Repository.Root, Path.GetFullPath(DeployFolder.PathOf(build.Context)));
        Assert.Equal(DeployFolder.PathOf("Dockerfile"), Path.Combine(Repository.Root, build.Dockerfile));
        Assert.NotNull(Dockerfile.Named(build.Target));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_the_time_that_it_takes_to_stop(string name) =>
        Assert.True(ComposeFile.Duration(Compose.Nodes[name].StopGracePeriod) > ShutdownTime.OfNode);

    [Theory]
    [MemberData(nameof(Names))]
    public void It_counts_as_healthy_once_it_can_serve(string name) =>
        Assert.Equal(["CMD", "lockers-health", HealthPaths.Ready], Compose.Nodes[name].Healthcheck!.Test);

    [Theory]
    [MemberData(nameof(Names))]
    public void It_runs_with_no_more_rights_than_it_needs(string name)
    {
        var node = Compose.Nodes[name];

        Assert.Equal("1654:1654", node.User);
        Assert.True(node.ReadOnly);
        Assert.Equal(["ALL"], node.CapDrop);
        Assert.Contains("no-new-privileges:true", node.SecurityOpt);
        Assert.Empty(node.Ports);
    }

    [Fact]
    public void Their_connections_are_fewer_than_PostgreSQL_allows()
    {
        var allowed = Compose.Services["postgres"].Command.Single(word => word.StartsWith("max_connections=", StringComparison.Ordinal));
        var perPool = Compose.Nodes.Values.Select(node => int.Parse(
            (string)new DbConnectionStringBuilder { ConnectionString = node.Environment["ConnectionStrings__Lockers"] }["Maximum Pool Size"],
            CultureInfo.InvariantCulture));

        // One pool for the data and one for finding each other; ten for people.
        Assert.True((2 * perPool.Sum()) + 10 <= int.Parse(allowed.Split('=')[1], CultureInfo.InvariantCulture));
    }
}
