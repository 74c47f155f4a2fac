using System.Globalization;
using System.Text.RegularExpressions;
using Lockers.Api.Configuration;
using Xunit;

namespace Lockers.Deploy.Compose;

/// <summary>deploy/haproxy.cfg, against the nodes that it spreads requests over and what they accept.</summary>
public sealed partial class LoadBalancerTests
{
    private static readonly ComposeFile Compose = ComposeFile.Read();
    private static readonly string[] Lines =
        [.. DeployFolder.Read("haproxy.cfg").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];

    [Fact]
    public void It_knows_every_node_by_its_address_and_asks_each_whether_it_is_ready()
    {
        var servers = Lines.Where(line => line.StartsWith("server ", StringComparison.Ordinal)).ToList();

        Assert.Equal(Compose.Nodes.Select(node => $"server {node.Key} {node.Value.Addresses["nodes"]}:{Ports.Http} check"), servers);
        Assert.Contains($"option httpchk GET {HealthPaths.Ready}", Lines);
        Assert.Contains("nodes", Compose.LoadBalancer.Addresses.Keys);
    }

    [Fact]
    public void It_is_the_only_service_with_a_port_outside_and_listens_on_it()
    {
        var published = Compose.Services.Values.Where(service => service.Profiles.Count == 0).SelectMany(service => service.Ports);
        var port = Assert.Single(published);

        Assert.Equal([port], Compose.LoadBalancer.Ports);
        Assert.EndsWith($":{Ports.Http}", port, StringComparison.Ordinal);
        Assert.StartsWith("${LOCKERS_LISTEN:-127.0.0.1:", port, StringComparison.Ordinal);
        Assert.Contains($"bind :{Ports.Http}", Lines);
    }

    [Fact]
    public void It_passes_no_metrics_on() => Assert.Contains("http-request deny deny_status 404 if { path,url_dec,lower -m reg (^|/)metrics/?$ } !{ path -m beg /registry/ /lockers/ }", Lines);

    [Fact]
    public void The_longest_path_fits_into_its_buffer()
    {
        var limits = new LockersLimits();
        var path = limits.MaxPathDepth * ((3 * limits.MaxKeyBytes) + 3);

        // HAProxy keeps a part of the buffer, and the rest of the head needs room.
        Assert.True(Number("tune.bufsize") > path + (16 * 1024));
    }

    [Fact]
    public void It_neither_collects_bodies_nor_sends_a_store_twice()
    {
        Assert.DoesNotContain("option http-buffer-request", Lines);
        Assert.Contains("http-request disable-l7-retry unless METH_GET", Lines);
    }

    [Fact]
    public void It_has_the_time_to_let_requests_end()
    {
        var config = Assert.Single(Lines, line => line.StartsWith("hard-stop-after ", StringComparison.Ordinal)).Split(' ')[1];

        Assert.True(ComposeFile.Duration(Compose.LoadBalancer.StopGracePeriod) > ComposeFile.Duration(config));
    }

    private static int Number(string key)
    {
        var line = Assert.Single(Lines, line => line.StartsWith($"{key} ", StringComparison.Ordinal));
        return int.Parse(Digits().Match(line).Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("[0-9]+$")]
    private static partial Regex Digits();
}
