using Xunit;
using YamlDotNet.Serialization;

namespace Lockers.Deploy.Kubernetes;

/// <summary>What <c>kubectl apply -k</c> applies.</summary>
public sealed class KustomizationTests
{
    private static readonly Dictionary<string, object> Kustomization =
        new DeserializerBuilder().WithDuplicateKeyChecking().Build()
            .Deserialize<Dictionary<string, object>>(File.ReadAllText(Path.Combine(Manifests.Folder, Manifests.Kustomization)));

    [Fact]
    public void It_has_every_file_but_the_secret_and_the_other_topology()
    {
        var resources = ((List<object>)Kustomization["resources"]).Cast<string>();

        Assert.Equal(Manifests.ByFile.Keys.Except(["secret.yaml", "front-end.yaml"]).Order(), resources.Order());
    }

    [Fact]
    public void It_gives_every_image_its_registry_and_version()
    {
        var images = ((List<object>)Kustomization["images"]).Cast<Dictionary<object, object>>().ToList();

        var used = Manifests.Workloads.Select(workload => workload.Container.Image);
        Assert.Equal(used.Order(), images.Select(image => (string)image["name"]).Order());
        Assert.All(images, image => Assert.Matches("^[0-9]+[.][0-9]+[.][0-9]+$", (string)image["newTag"]));
    }

    [Fact]
    public void Its_namespace_is_the_one_that_it_makes()
    {
        var made = Assert.Single(Manifests.All<k8s.Models.V1Namespace>()).Metadata.Name;

        Assert.Equal(made, Kustomization["namespace"]);
        Assert.All(Manifests.All<k8s.Models.V1Secret>(), secret => Assert.Equal(made, secret.Metadata.NamespaceProperty));
    }
}
