using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Deploy.Running;

/// <summary>What probes ask, asked of the real programs as the containers do it.</summary>
public sealed class HealthTests
{
    private static readonly string[] Paths = [HealthPaths.Live, HealthPaths.Ready];

    [Fact]
    public async Task Both_programs_answer_every_health_path_and_the_script_says_so()
    {
        var ports = FreePort.Several(2);
        await using var node = await LockersNode.Start($"--Lockers:GatewayPort={ports[0]}");
        await using var frontEnd = NodeProcess.FrontEnd("--urls", $"http://127.0.0.1:{ports[1]}", $"--Lockers:GatewayPort={ports[0]}");

        foreach (var path in Paths)
        {
            await Until.Holds(
                async () => await Health(path, node.Address.Port) == (0, ""),
                TestDeadlines.Step,
                () => $"the node answers {path}. It said:\n{node.Process.Output}",
                TestContext.Current.CancellationToken);
            await Until.Holds(
                async () => await Health(path, ports[1]) == (0, ""),
                TestDeadlines.Start,
                () => $"the front end answers {path}. It said:\n{frontEnd.Output}",
                TestContext.Current.CancellationToken);
        }

        Assert.Equal((1, "HTTP/1.1 404 Not Found\n"), await Health("/health/nothing", node.Address.Port));
    }

    [Fact]
    public async Task The_script_fails_where_nobody_listens() =>
        Assert.Equal(1, (await Health(HealthPaths.Live, FreePort.Several(1)[0])).ExitCode);

    private static Task<(int ExitCode, string Output)> Health(string path, int port) =>
        Bash.Run(DeployFolder.PathOf("health.sh"), path, $"{port}");
}
