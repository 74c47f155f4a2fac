using Lockers.Sqlite.Files;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Sqlite.Nodes;

/// <summary>What peers are given to run, and what all are handed, is there again when the node was killed.</summary>
public sealed class SettingsTests : IDisposable
{
    private const string Pod = """{"name":"p","address":"10.0.0.1:1"}""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Settings_outlast_a_kill()
    {
        string before;
        await using (var node = await SqliteNode.Start(_folder.Data))
        {
            await Post(node, "peers/p/targets/add", """{"name":"t1","x":{"kept":1}}""");
            await Post(node, "peers/p/targets/add", """{"name":"t2"}""");
            await Post(node, "peers/p/targets/t2/remove", "");
            await Post(node, "peers/p/jobs/add", """{"name":"j1"}""");
            await Post(node, "peers/p/jobs/add/script/s1", "echo");
            await Post(node, "peers/p/jobs/store/file/f1?path=/d", "one");
            await Post(node, "peers/gone/targets/add", """{"name":"t"}""");
            await Post(node, "peers/gone/targets/clear", "");
            await Post(node, "peers/track/headers/X-A|b", "");
            await Post(node, "peers/track/time/0-9", "");
            await Post(node, "peers/probes/liveness/set?uri=/l", "");
            before = (await node.Client.Get("/registry/dump")).Text;
            node.Process.Kill();
        }

        await using var again = await SqliteNode.Start(_folder.Data);
        Assert.Equal(before, (await again.Client.Get("/registry/dump")).Text);
        var startup = (await again.Client.Post("/registry/peers/add", Pod, "application/json")).Text;
        Assert.Equal(
            """
            {"Targets":{"t1":{"name":"t1","x":{"kept":1}}},"Jobs":{"j1":{"id":"j1","name":"j1"}},"JobScripts":{"s1":"ZWNobw=="},"Files":{"/d/f1":"b25l"},"TrackingHeaders":"X-A|b","TrackingTimeBuckets":"0-9","Probes":{"ReadinessProbe":"","LivenessProbe":"/l","ReadinessStatus":0,"LivenessStatus":200},"Message":""}

            """.ReplaceLineEndings("\n"),
            startup);
    }

    private static Task<Answer> Post(LockersNode node, string route, string body) => node.Acknowledged($"/registry/{route}", body);
}
