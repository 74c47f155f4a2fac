using Lockers.Sqlite.Files;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Sqlite.Nodes;

/// <summary>Where a node keeps its file, and how one ends that cannot use it: with one line and exit code 1.</summary>
public sealed class StartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_node_says_at_its_start_where_the_file_is()
    {
        await using var node = await SqliteNode.Start(_folder.In("new/lockers.db"));
        var said = $"storage Sqlite in {_folder.In("new/lockers.db")}";
        await Until.Holds(
            () => Task.FromResult(node.Process.Output.Contains(said, StringComparison.Ordinal)), TestDeadlines.Step,
            () => $"'{said}' is said:\n{node.Process.Output}", Stop);
    }

    [Fact]
    public async Task A_node_says_at_its_end_that_nothing_is_lost()
    {
        await using var node = await SqliteNode.Start(_folder.Data);
        await node.Acknowledged(SqliteNode.Stored("a"), "text");

        node.Process.Terminate();

        Assert.Equal(0, await node.Process.Exit(TestDeadlines.Start, Stop));
        Assert.Contains("Lockers stops; nothing that it held is lost", node.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_node_on_a_file_ends_with_one_line()
    {
        await using var node = await SqliteNode.Start(_folder.Data);
        await Ends($"Storage: Another node uses {_folder.Data}", SqliteNode.On(_folder.Data));
    }

    [Fact]
    public async Task A_node_whose_file_is_damaged_ends_with_one_line()
    {
        await File.WriteAllTextAsync(_folder.Data, new string('x', 5000), Stop);
        await Ends($"Storage: {_folder.Data} is damaged, or is no SQLite database", SqliteNode.On(_folder.Data));
    }

    [Fact]
    public async Task A_node_on_a_read_only_disk_ends_with_one_line()
    {
        using var disk = Tmpfs.Mount(8);
        disk.MakeReadOnly();
        await Ends($"Storage: {disk.In("lockers.db")} cannot be written", SqliteNode.On(disk.In("lockers.db")));
    }

    [Fact]
    public Task Several_nodes_on_a_file_are_a_configuration_error_that_says_why() => Ends(
        "Configuration: Lockers:Storage is Sqlite and Lockers:Clustering is PostgreSql; a file is one node's",
        [.. SqliteNode.On(_folder.Data), "--Lockers:Clustering=PostgreSql", "--ConnectionStrings:Lockers=Host=localhost;Database=lockers;Username=lockers"]);

    [Fact]
    public Task No_file_is_a_configuration_error() => Ends("Configuration: Lockers:DataPath is empty", SqliteNode.On(""));

    [Fact]
    public Task A_storage_that_there_is_not_is_a_configuration_error() => Ends(
        "Configuration: Lockers:Storage is 'Floppy'; it must be Memory, Sqlite or PostgreSql.", "--Lockers:Storage=Floppy");

    [Fact]
    public async Task Without_a_path_the_file_is_in_the_users_data_folder()
    {
        await using var process = new NodeProcess("--help");
        Assert.Equal(0, await process.Exit(TestDeadlines.Start, Stop));

        var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        Assert.Contains(Path.Combine(folder, "lockers", "lockers.db"), process.Output, StringComparison.Ordinal);
    }

    private static async Task Ends(string line, params string[] arguments)
    {
        var (exitCode, output) = await SqliteNode.Fail(Stop, arguments);
        Assert.Equal(1, exitCode);
        var only = Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith(line, only, StringComparison.Ordinal);
    }
}
