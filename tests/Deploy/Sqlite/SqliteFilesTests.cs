using k8s;
using k8s.Models;
using Lockers.Deploy.Compose;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Deploy.Sqlite;

/// <summary>One node on a file, in deploy/sqlite: the file is on a volume that the node may write, and no two nodes meet on it.</summary>
public sealed class SqliteFilesTests
{
    // Of a node that is alone.
    private static readonly TimeSpan ToStop = TimeSpan.FromSeconds(10);

    private static readonly List<object> Manifests =
        [.. KubernetesYaml.LoadAllFromString(DeployFolder.Read("sqlite/kubernetes.yaml"), null, strict: true)];

    private static V1Deployment Deployment => Manifests.OfType<V1Deployment>().Single();

    private static V1PodSpec Pod => Deployment.Spec.Template.Spec;

    [Fact]
    public void In_Kubernetes_it_is_one_pod_and_the_next_one_comes_when_it_is_gone()
    {
        Assert.Equal(1, Deployment.Spec.Replicas);
        Assert.Equal("Recreate", Deployment.Spec.Strategy.Type);
        var claim = Assert.Single(Manifests.OfType<V1PersistentVolumeClaim>());
        Assert.Equal(["ReadWriteOnce"], claim.Spec.AccessModes);
        Assert.Contains(Pod.Volumes, volume => volume.PersistentVolumeClaim?.ClaimName == claim.Metadata.Name);
    }

    [Fact]
    public void In_Kubernetes_the_file_is_on_the_volume_which_the_node_may_write()
    {
        var container = Assert.Single(Pod.Containers);
        var settings = container.Env.ToDictionary(variable => variable.Name, variable => variable.Value);
        var volume = Pod.Volumes.Single(volume => volume.PersistentVolumeClaim is not null).Name;

        Assert.Equal("Sqlite", settings["Lockers__Storage"]);
        Assert.Equal(Path.GetDirectoryName(settings["Lockers__DataPath"]), container.VolumeMounts.Single(mount => mount.Name == volume).MountPath);
        Assert.Equal(1654, Pod.SecurityContext.FsGroup);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.True(Pod.TerminationGracePeriodSeconds > ToStop.TotalSeconds + 5);
    }

    [Fact]
    public void In_Kubernetes_the_service_and_the_deployment_choose_the_same_pod()
    {
        Assert.Equal(Deployment.Spec.Selector.MatchLabels, Manifests.OfType<V1Service>().Single().Spec.Selector);
        Assert.All(Deployment.Spec.Selector.MatchLabels, label => Assert.Equal(label.Value, Deployment.Spec.Template.Metadata.Labels[label.Key]));
    }

    [Fact]
    public void In_compose_it_is_one_node_whose_file_is_on_a_volume()
    {
        var compose = ComposeFile.Read("sqlite/compose.yaml");
        var node = Assert.Single(compose.Nodes).Value;
        var volume = Assert.Single(node.Volumes).Split(':');

        Assert.Equal("Sqlite", node.Environment["Lockers__Storage"]);
        Assert.Equal(volume[1], Path.GetDirectoryName(node.Environment["Lockers__DataPath"]));
        Assert.Contains(volume[0], compose.Volumes.Keys);
        Assert.True(node.ReadOnly);
        Assert.True(ComposeFile.Duration(node.StopGracePeriod) > ToStop);
        Assert.Equal(["CMD", "lockers-health", HealthPaths.Ready], node.Healthcheck!.Test);
        Assert.Equal(Repository.Root, Path.GetFullPath(DeployFolder.PathOf($"sqlite/{node.Build!.Context}")));
    }

    [Fact]
    public void The_image_has_a_folder_for_the_volume_that_its_user_owns() =>
        Assert.Contains("--owner=\"$APP_UID\" --group=\"$APP_UID\" /data", DeployFolder.Read("Dockerfile"), StringComparison.Ordinal);
}
