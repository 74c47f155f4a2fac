using System.Text.RegularExpressions;
using Lockers.Deploy.Running;
using Xunit;

namespace Lockers.Deploy.Backup;

/// <summary>The commands that the operator's guide gives for backups, run as they stand there, in folders of a test's own.</summary>
internal sealed partial class BackupCommands : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("lockers-backup-");

    public BackupCommands()
    {
        _root.CreateSubdirectory("data");
        _root.CreateSubdirectory("backup");
    }

    /// <summary>What stands for <c>/data</c> and <c>/backup</c> in the guide.</summary>
    public string In(string path) => _root.FullName + path;

    /// <summary>Runs the one block of commands that has these words.</summary>
    /// <param name="words">Words of the block.</param>
    /// <param name="environment">Variables, each <c>NAME=value</c>.</param>
    public async Task Run(string words, params IEnumerable<string> environment)
    {
        var commands = Assert.Single(Blocks(), block => block.Contains(words, StringComparison.Ordinal));
        foreach (var folder in (string[])["/data/", "/backup/"]) commands = commands.Replace(folder, In(folder), StringComparison.Ordinal);
        var (exitCode, output) = await Bash.Run(["-c", "script=$1; shift; exec env \"$@\" bash -euc \"$script\"", "bash", commands, .. environment]);
        Assert.True(exitCode == 0, $"{commands}{output}");
    }

    public void Dispose() => _root.Delete(recursive: true);

    private static IEnumerable<string> Blocks()
    {
        var guide = DeployFolder.Read("README.md");
        var begin = guide.IndexOf("\n## Backup and restore\n", StringComparison.Ordinal);
        var chapter = guide[begin..guide.IndexOf("\n## ", begin + 1, StringComparison.Ordinal)];
        return Block().Matches(chapter).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex("^```sh\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
