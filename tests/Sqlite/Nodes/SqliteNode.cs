using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Sqlite.Nodes;

/// <summary>Nodes on a file of journals.</summary>
internal static class SqliteNode
{
    /// <summary>The arguments for a file.</summary>
    public static string[] On(string data) => ["--Lockers:Storage=Sqlite", $"--Lockers:DataPath={data}"];

    /// <summary>A node that serves.</summary>
    public static Task<LockersNode> Start(string data, params string[] more) => LockersNode.Start([.. On(data), .. more]);

    /// <summary>A client that may be told to come again later.</summary>
    public static NodeClient Patient(this LockersNode node) => new(node.Address) { MayBeUnavailable = true };

    /// <summary>
    /// Posts until it is acknowledged. On a disk that others keep busy a commit can take longer than a node waits for it; then it says that it does not know.
    /// </summary>
    public static async Task<Answer> Acknowledged(this LockersNode node, string target, string? body = null)
    {
        using var client = node.Patient();
        return await client.Acknowledged(target, body);
    }

    /// <inheritdoc cref="Acknowledged(LockersNode, string, string?)"/>
    public static async Task<Answer> Acknowledged(this NodeClient patient, string target, string? body = null)
    {
        Answer answer = null!;
        await Until.Holds(
            async () => (answer = await patient.Post(target, body)).Status != 503, TestDeadlines.Step, () => $"{target} is acknowledged: {answer}",
            TestContext.Current.CancellationToken);
        Assert.True(answer.Status == 200, $"{target}: {answer}");
        return answer;
    }

    public static Task<Answer> Store(this NodeClient client, string path, string text) => client.Post(Stored(path), text);

    /// <summary>Where a text is stored.</summary>
    public static string Stored(string path) => $"/registry/lockers/run/store/{path}";

    public static Task<Answer> Read(this NodeClient client, string path) => client.Get($"/registry/lockers/run/get/{path}");

    /// <summary>What a node that cannot start says, once it has ended.</summary>
    public static async Task<(int ExitCode, string Output)> Fail(CancellationToken stop, params string[] arguments)
    {
        await using var process = new NodeProcess([.. LockersNode.OnFreePorts().Arguments, .. arguments]);
        return (await process.Exit(TestDeadlines.Start, stop), process.Output);
    }
}
