using k8s;
using k8s.Models;
using Xunit;

namespace Lockers.Deploy.Kubernetes;

/// <summary>Everything in deploy/kubernetes, read strictly: a field that Kubernetes does not have is an error.</summary>
internal static class Manifests
{
    public const string Kustomization = "kustomization.yaml";

    public static string Folder { get; } = DeployFolder.PathOf("kubernetes");

    public static IReadOnlyDictionary<string, IReadOnlyList<object>> ByFile { get; } = Directory.GetFiles(Folder, "*.yaml")
        .Where(file => Path.GetFileName(file) != Kustomization)
        .ToDictionary(file => Path.GetFileName(file), Load);

    public static IReadOnlyList<Workload> Workloads { get; } = [
        .. All<V1StatefulSet>().Select(set => new Workload(set.Metadata.Name, set.Spec.Selector, set.Spec.Template)),
        .. All<V1Deployment>().Select(set => new Workload(set.Metadata.Name, set.Spec.Selector, set.Spec.Template))];

    public static Workload Nodes => Workloads.Single(workload => workload.Name == "lockers");

    public static Workload FrontEnds => Workloads.Single(workload => workload.Name == "lockers-front-end");

    private static IReadOnlyList<object> Load(string file) => KubernetesYaml.LoadAllFromString(File.ReadAllText(file), null, strict: true);

    public static IEnumerable<T> All<T>() => ByFile.Values.SelectMany(objects => objects).OfType<T>();
}

/// <summary>What runs pods.</summary>
internal sealed record Workload(string Name, V1LabelSelector Selector, V1PodTemplateSpec Template)
{
    public V1PodSpec Pod => Template.Spec;

    public V1Container Container => Assert.Single(Pod.Containers);

    public int Port(string name) => Container.Ports.Single(port => port.Name == name).ContainerPort;

    /// <summary>Whether these labels choose its pods.</summary>
    public bool IsChosenBy(IDictionary<string, string> labels) =>
        labels.Count > 0 && labels.All(label => Template.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
