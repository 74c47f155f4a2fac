using Lockers.Tests.Shared;

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

    public static Task<Answer> Store(this NodeClient client, string path, string text) =>
        client.Post($"/registry/lockers/run/store/{path}", text);

    public static Task<Answer> Read(this NodeClient client, string path) => client.Get($"/registry/lockers/run/get/{path}");

    /// <summary>What a node that cannot start says, once it has ended.</summary>
    public static async Task<(int ExitCode, string Output)> Fail(CancellationToken stop, params string[] arguments)
    {
        await using var process = new NodeProcess([.. LockersNode.OnFreePorts().Arguments, .. arguments]);
        return (await process.Exit(TimeSpan.FromSeconds(60), stop), process.Output);
    }
}
