using Lockers.Sqlite.Files;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Sqlite.Nodes;

/// <summary>Lockers of contexts are as durable as others.</summary>
public sealed class ContextTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Contexts_are_there_with_their_current_lockers_when_a_node_that_was_killed_is_started_again()
    {
        var context = $"tools %2F {{0}} {OddNames.Several[0]}"[..60];
        var at = $"/registry/context/{OddNames.Escaped(context)}/lockers";
        await using (var node = await SqliteNode.Start(_folder.Data))
        {
            await Post(node, "/registry/lockers/own/open");
            await Post(node, $"{at}/L1/open");
            await Post(node, $"{at}/current/store/a,b", """{"n":1}""");
            await Post(node, $"{at}/L2/store/k", "cleared");
            await Post(node, $"{at}/L2/clear");
            await Post(node, $"{at}/L3/store/k", "closed");
            await Post(node, $"{at}/L3/close");
            await Post(node, "/registry/context/closed/lockers/L/store/k", "closed");
            await Post(node, "/registry/context/closed/lockers/close");
            node.Process.Kill();
        }

        await using var again = await SqliteNode.Start(_folder.Data);
        Assert.Equal($"[{System.Text.Json.JsonSerializer.Serialize(context)}]", (await again.Client.Get("/registry/context")).Json!.ToJsonString());
        Assert.Equal(["L1", "L2"], (await again.Client.Get($"{at}/labels")).Json!.AsArray().Select(label => (string)label!));
        Assert.Equal("""{"n":1}""", (await again.Client.Get($"{at}/current/get/a,b")).Text);
        Assert.Equal("{}\n", (await again.Client.Get($"{at}/L2/get/k")).Text);
        Assert.Equal("own", (string?)(await again.Client.Get("/registry/lockers/current")).Json!["label"]);
        Assert.Equal(["default", "own"], (await again.Client.Get("/registry/lockers/labels")).Json!.AsArray().Select(label => (string)label!));
        await Post(again, $"{at}/L1/close");
        await Post(again, $"{at}/L1/store/k", "once more");
        Assert.False((bool)(await again.Client.Get($"{at}/L1")).Json!["current"]!);
    }

    private static Task<Answer> Post(LockersNode node, string target, string? body = null) => node.Acknowledged(target, body);
}
