using System.Text.RegularExpressions;
using Lockers.Tests.Shared;

namespace Lockers.Deploy.Configuration;

/// <summary>The keys that README.md's table of the configuration has, each with its row.</summary>
internal static partial class ReadmeTable
{
    public static IReadOnlyDictionary<string, string> Rows { get; } = Read();

    private static Dictionary<string, string> Read()
    {
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var section = readme.Split("\n## Configuration\n")[1].Split("\n## ")[0];
        foreach (var row in section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
        {
            var keys = row.Split('|')[1];
            foreach (Match key in InBackticks().Matches(keys)) rows.Add(key.Groups[1].Value, row);
        }

        return rows;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InBackticks();
}
