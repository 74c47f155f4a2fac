using System.Data.Common;
using System.Text.RegularExpressions;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Deploy.Compose;

/// <summary>What of deploy/compose.yaml must agree with itself and with the files beside it.</summary>
public sealed partial class WholeTests
{
    private static readonly ComposeFile Compose = ComposeFile.Read();

    [Fact]
    public void What_is_waited_for_can_tell_that_it_is_healthy()
    {
        var waits = Compose.Services.Values.SelectMany(service => service.DependsOn).ToList();

        Assert.NotEmpty(waits);
        Assert.All(waits, wait =>
        {
            Assert.Equal("service_healthy", wait.Value["condition"]);
            Assert.NotNull(Compose.Services[wait.Key].Healthcheck);
        });
        Assert.Equal(Compose.Nodes.Keys, Compose.LoadBalancer.DependsOn.Keys);
    }

    [Fact]
    public void Networks_volumes_and_secrets_that_are_used_are_declared()
    {
        foreach (var service in Compose.Services.Values)
        {
            Assert.Subset(Compose.Networks.Keys.ToHashSet(), service.Addresses.Keys.ToHashSet());
            Assert.Subset(Compose.Secrets.Keys.ToHashSet(), service.Secrets.ToHashSet());
            Assert.All(service.Volumes.Select(volume => volume.Split(':')[0]), source => Assert.True(
                source.StartsWith('.') ? File.Exists(DeployFolder.PathOf(source)) : Compose.Volumes.ContainsKey(source), source));
        }
    }

    [Fact]
    public void PostgreSQL_is_in_reach_of_the_nodes_alone()
    {
        Assert.Equal(["data"], Compose.Services["postgres"].Addresses.Keys);
        Assert.True(Compose.Networks["data"].Internal);
        var near = Compose.Services.Where(service => service.Value.Addresses.ContainsKey("data")).Select(service => service.Key);
        Assert.Equal(Compose.Nodes.Keys.Append("postgres").Order(), near.Order());
    }

    [Fact]
    public void Nodes_log_in_to_the_PostgreSQL_that_is_started()
    {
        var postgres = Compose.Services["postgres"].Environment;
        foreach (var node in Compose.Nodes.Values)
        {
            var connection = new DbConnectionStringBuilder { ConnectionString = node.Environment["ConnectionStrings__Lockers"] };

            Assert.Equal("postgres", connection["Host"]);
            Assert.Equal(postgres["POSTGRES_DB"], connection["Database"]);
            Assert.Equal(postgres["POSTGRES_USER"], connection["Username"]);
            Assert.StartsWith("${POSTGRES_PASSWORD:?", (string)connection["Password"], StringComparison.Ordinal);
        }

        Assert.Equal("/run/secrets/postgres-password", postgres["POSTGRES_PASSWORD_FILE"]);
        Assert.Equal("POSTGRES_PASSWORD", Compose.Secrets["postgres-password"]["environment"]);
    }

    [Fact]
    public void The_password_is_in_a_file_of_the_operators_own()
    {
        var example = DeployFolder.Read(".env.example");
        var without = Variable().Matches(DeployFolder.Read("compose.yaml"))
            .Where(use => !use.Groups[2].Value.StartsWith(":-", StringComparison.Ordinal)).Select(use => use.Groups[1].Value);

        Assert.All(without, name => Assert.Contains($"\n{name}=\n", example, StringComparison.Ordinal));
        Assert.Contains("deploy/.env", File.ReadAllLines(Path.Combine(Repository.Root, ".gitignore")));
    }

    [GeneratedRegex(@"\$\{([A-Z_]+)([^}]*)\}")]
    private static partial Regex Variable();
}
