using k8s.Models;
using Xunit;

namespace Lockers.Deploy.Kubernetes;

/// <summary>What the pods run, and how they are asked, stopped and kept small.</summary>
public sealed class PodTests
{
    public static TheoryData<string> Names => [.. Manifests.Workloads.Select(workload => workload.Name)];

    private static Workload Named(string name) => Manifests.Workloads.Single(workload => workload.Name == name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Probes_ask_the_paths_that_the_programs_have_on_a_port_that_the_pod_has(string name)
    {
        var container = Named(name).Container;

        Assert.Equal(HealthPaths.Live, container.StartupProbe.HttpGet.Path);
        Assert.Equal(HealthPaths.Live, container.LivenessProbe.HttpGet.Path);
        Assert.Equal(HealthPaths.Ready, container.ReadinessProbe.HttpGet.Path);
        Assert.All(
            [container.StartupProbe, container.LivenessProbe, container.ReadinessProbe],
            probe => Assert.Equal(Ports.Http, Named(name).Port(probe.HttpGet.Port.Value)));
    }

    [Fact]
    public void Nodes_have_the_time_that_they_take_to_stop() => HasTime(Manifests.Nodes, ShutdownTime.OfNode);

    [Fact]
    public void Front_ends_have_the_time_that_they_take_to_stop() => HasTime(Manifests.FrontEnds, ShutdownTime.OfFrontEnd);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pod_runs_with_no_more_rights_than_it_needs(string name)
    {
        var (pod, container) = (Named(name).Pod, Named(name).Container);

        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.Equal(1654, pod.SecurityContext.RunAsUser);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
    }

    [Fact]
    public void Nodes_listen_on_the_ports_that_they_are_configured_with()
    {
        var configuration = Assert.Single(Manifests.All<V1ConfigMap>()).Data;

        Assert.Equal($"{Ports.Silo}", configuration["Lockers__SiloPort"]);
        Assert.Equal($"{Ports.Gateway}", configuration["Lockers__GatewayPort"]);
        Assert.Equal(Ports.Http, Manifests.Nodes.Port("http"));
        Assert.Equal(Ports.Silo, Manifests.Nodes.Port("silo"));
        Assert.Equal(Ports.Gateway, Manifests.Nodes.Port("gateway"));
    }

    [Fact]
    public void A_node_advertises_the_address_of_its_pod()
    {
        var address = Assert.Single(Manifests.Nodes.Container.Env, variable => variable.Name == "Lockers__AdvertisedAddress");

        Assert.Equal("status.podIP", address.ValueFrom.FieldRef.FieldPath);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_configuration_and_the_secret_are_the_ones_that_there_are(string name)
    {
        var secret = Assert.Single(Manifests.All<V1Secret>(), secret => secret.Metadata.Name == "lockers-postgres");
        var container = Named(name).Container;
        var connection = Assert.Single(container.Env, variable => variable.Name == "ConnectionStrings__Lockers").ValueFrom.SecretKeyRef;

        Assert.Equal(secret.Metadata.Name, connection.Name);
        Assert.Equal("connection-string", connection.Key);
        Assert.Contains("Password=CHANGE-ME", secret.StringData[connection.Key], StringComparison.Ordinal);
        Assert.Equal(Assert.Single(Manifests.All<V1ConfigMap>()).Metadata.Name, Assert.Single(container.EnvFrom, from => from.ConfigMapRef is not null).ConfigMapRef.Name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Keys_are_in_a_secret_without_which_a_pod_starts_too(string name)
    {
        var keys = Assert.Single(Manifests.All<V1Secret>(), secret => secret.Metadata.Name == "lockers-keys").StringData;
        var from = Assert.Single(Named(name).Container.EnvFrom, from => from.SecretRef is not null).SecretRef;

        Assert.Equal(("lockers-keys", true), (from.Name, from.Optional));
        Assert.Equal(9, keys.Count);
        Assert.All(keys.Where(key => key.Key.EndsWith("Hash", StringComparison.Ordinal)), hash => Assert.Equal("sha256:CHANGE-ME", hash.Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pod_says_where_it_is_scraped(string name)
    {
        var annotations = Named(name).Template.Metadata.Annotations;

        Assert.Equal(("true", $"{Ports.Http}", "/metrics"), (annotations["prometheus.io/scrape"], annotations["prometheus.io/port"], annotations["prometheus.io/path"]));
    }

    private static void HasTime(Workload workload, TimeSpan toStop)
    {
        var pause = workload.Container.Lifecycle.PreStop.Exec.Command;
        Assert.Equal("sleep", pause[0]);
        var needed = toStop + TimeSpan.FromSeconds(int.Parse(pause[1], System.Globalization.CultureInfo.InvariantCulture));

        Assert.True(workload.Pod.TerminationGracePeriodSeconds > needed.TotalSeconds, $"{workload.Name} needs {needed}.");
    }
}
