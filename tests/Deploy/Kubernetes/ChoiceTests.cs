using k8s.Models;
using Xunit;

namespace Lockers.Deploy.Kubernetes;

/// <summary>Which pods the other objects mean.</summary>
public sealed class ChoiceTests
{
    [Fact]
    public void Every_workload_chooses_its_own_pods_and_no_others() =>
        Assert.All(Manifests.Workloads, workload => Assert.Equal([workload], Chosen(workload.Selector.MatchLabels)));

    [Fact]
    public void Every_workload_has_a_disruption_budget_that_lets_one_pod_go_at_a_time()
    {
        var budgets = Manifests.All<V1PodDisruptionBudget>().ToList();

        Assert.Equal(
            Manifests.Workloads.Select(workload => workload.Name).Order(),
            budgets.SelectMany(budget => Chosen(budget.Spec.Selector.MatchLabels)).Select(workload => workload.Name).Order());
        Assert.All(budgets, budget => Assert.Equal("1", budget.Spec.MaxUnavailable.Value));
    }

    [Fact]
    public void Nodes_are_replaced_one_at_a_time_when_the_one_before_is_gone()
    {
        var set = Assert.Single(Manifests.All<V1StatefulSet>()).Spec;

        Assert.Equal("RollingUpdate", set.UpdateStrategy.Type);
        Assert.Contains(set.UpdateStrategy.RollingUpdate?.MaxUnavailable?.Value, new[] { null, "1" });
        Assert.Equal("OrderedReady", set.PodManagementPolicy);
        Assert.True(set.Replicas > 1);
    }

    [Fact]
    public void Every_service_leads_to_ports_of_the_workload_that_it_is_named_for()
    {
        var services = Manifests.All<V1Service>().ToList();
        var names = Manifests.Workloads.Select(workload => (workload.Name, workload.Name)).ToList();
        names.AddRange(Manifests.All<V1StatefulSet>().Select(set => (set.Spec.ServiceName, set.Metadata.Name)));

        var leads = services.Select(service => (service.Metadata.Name, Assert.Single(Chosen(service.Spec.Selector)).Name));
        Assert.Equal(names.Order(), leads.Order());
        Assert.All(services, service =>
        {
            var workload = Assert.Single(Chosen(service.Spec.Selector));
            Assert.All(service.Spec.Ports, port => Assert.Equal(port.Port, workload.Port(port.TargetPort.Value)));
        });
    }

    [Fact]
    public void The_service_that_names_the_nodes_has_no_address_of_its_own()
    {
        var name = Assert.Single(Manifests.All<V1StatefulSet>()).Spec.ServiceName;

        Assert.Equal("None", Manifests.All<V1Service>().Single(service => service.Metadata.Name == name).Spec.ClusterIP);
    }

    [Fact]
    public void Nodes_take_calls_of_nodes_and_front_ends_only()
    {
        var policy = Assert.Single(Manifests.All<V1NetworkPolicy>()).Spec;
        var from = policy.Ingress.ToDictionary(
            rule => rule.Ports.Single().Port.Value,
            rule => rule.FromProperty?.SelectMany(peer => Chosen(peer.PodSelector.MatchLabels)).Select(workload => workload.Name));

        Assert.Equal([Manifests.Nodes], Chosen(policy.PodSelector.MatchLabels));
        Assert.Equal(Manifests.Nodes.Container.Ports.Select(port => port.Name).Order(), from.Keys.Order());
        Assert.Null(from["http"]);
        Assert.Equal(["lockers"], from["silo"]);
        Assert.Equal(["lockers-front-end"], from["gateway"]);
    }

    private static List<Workload> Chosen(IDictionary<string, string> labels) =>
        [.. Manifests.Workloads.Where(workload => workload.IsChosenBy(labels))];
}
