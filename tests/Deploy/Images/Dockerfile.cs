using System.Text.RegularExpressions;
using Xunit;

namespace Lockers.Deploy.Images;

/// <summary>One instruction: its name, and the rest with continued lines joined.</summary>
internal sealed record Instruction(string Name, string Rest)
{
    /// <summary>The words that are no flags.</summary>
    public string[] Words =>
        [.. Rest.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !word.StartsWith("--", StringComparison.Ordinal))];

    /// <summary>The value of a flag such as <c>--from=</c>.</summary>
    public string? Flag(string name) =>
        Rest.Split(' ').FirstOrDefault(word => word.StartsWith($"--{name}=", StringComparison.Ordinal))?[(name.Length + 3)..];
}

/// <summary>A stage: what it is from, its name, what it does.</summary>
internal sealed record Stage(string From, string Name, IReadOnlyList<Instruction> Does);

/// <summary>deploy/Dockerfile, parsed.</summary>
internal static partial class Dockerfile
{
    public static IReadOnlyList<Stage> Stages { get; } = Read();

    public static Stage Named(string name) => Stages.Single(stage => stage.Name == name);

    /// <summary>What a stage does, after what those that it is from do.</summary>
    public static IEnumerable<Instruction> Whole(Stage stage) =>
        Stages.SingleOrDefault(other => other.Name == stage.From) is { } from ? Whole(from).Concat(stage.Does) : stage.Does;

    private static List<Stage> Read()
    {
        var text = Comment().Replace(DeployFolder.Read("Dockerfile"), "").Replace("\\\n", " ", StringComparison.Ordinal);
        var stages = new List<Stage>();
        var does = new List<Instruction>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var split = line.Split(' ', 2);
            if (split[0] == "FROM")
            {
                var from = split[1].Split(' ');
                Assert.Equal("AS", from[1]);
                does = [];
                stages.Add(new(from[0], from[2], does));
            }
            else
            {
                does.Add(new(split[0], split[1]));
            }
        }

        return stages;
    }

    [GeneratedRegex("^#.*\n", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
