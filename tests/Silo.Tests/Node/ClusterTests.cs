using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Node;

public sealed class ClusterTests(LockersNode node)
{
    [Fact]
    public async Task A_node_says_how_it_is()
    {
        var only = Assert.Single((await node.Client.Json("/registry/cluster"))["nodes"]!.AsArray())!;

        Assert.Equal(
            ["node", "status", "since", "answers", "version", "storage", "clustering", "inDoubt", "inDoubtNames", "broken", "brokenNames"], only.Names());
        Assert.Equal("Active true Memory Localhost 0 0", $"{only["status"]} {only["answers"]} {only["storage"]} {only["clustering"]} {only["inDoubt"]} {only["broken"]}");
        Assert.NotEmpty((string)only["version"]!);
        Assert.Empty(only["inDoubtNames"]!.AsArray());
    }
}
