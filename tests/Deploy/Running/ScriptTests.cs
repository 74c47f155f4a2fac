using Xunit;

namespace Lockers.Deploy.Running;

/// <summary>The scripts, as far as they can be run without a cluster. The whole of them is run by .ci/run.</summary>
public sealed class ScriptTests
{
    public static TheoryData<string> Scripts =>
        [.. Directory.GetFiles(DeployFolder.Root, "*.sh", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(DeployFolder.Root, file))];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Bash_understands_the_script(string script) =>
        Assert.Equal((0, ""), await Bash.Run("-n", DeployFolder.PathOf(script)));

    [Theory]
    [InlineData("local-cluster.sh")]
    [InlineData("health.sh")]
    public async Task A_script_that_is_called_by_its_name_may_be(string script)
    {
        Assert.Equal((0, ""), await Bash.Run("-c", "test -x \"$0\"", DeployFolder.PathOf(script)));
        Assert.StartsWith("#!/usr/bin/env bash\n", DeployFolder.Read(script), StringComparison.Ordinal);
        Assert.Contains("\nset -euo pipefail\n", DeployFolder.Read(script), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the number of nodes is '0'", "--nodes", "0")]
    [InlineData("--port needs a value", "--port")]
    [InlineData("the port is '65536'", "--port", "65536")]
    [InlineData("the storage is 'Disk'", "--storage", "Disk")]
    [InlineData("--check needs two nodes", "--check", "--nodes", "1")]
    [InlineData("does not survive", "--check", "--storage", "Memory")]
    [InlineData("unknown option '--all'", "--all")]
    public async Task The_local_cluster_refuses_what_it_does_not_know(string says, params string[] arguments)
    {
        var (exitCode, output) = await Bash.Run([DeployFolder.PathOf("local-cluster.sh"), .. arguments]);

        Assert.Equal(2, exitCode);
        Assert.Contains(says, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_local_cluster_says_how_it_is_used()
    {
        var (exitCode, output) = await Bash.Run(DeployFolder.PathOf("local-cluster.sh"), "--help");

        Assert.Equal(0, exitCode);
        Assert.All(["--nodes", "--port", "--storage", "--check"], option => Assert.Contains(option, output, StringComparison.Ordinal));
    }
}
