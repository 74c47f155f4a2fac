using System.Xml.Linq;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Deploy.Images;

/// <summary>What goes into the build stage: enough to build both programs, and nothing that the builder does not get.</summary>
public sealed class BuildTests
{
    private static readonly IReadOnlyList<Instruction> Build = Dockerfile.Named("build").Does;

    private static readonly List<string> Projects = Closure("Silo/Silo.csproj");

    private static IEnumerable<string> Copied(IEnumerable<Instruction> does) =>
        does.Where(instruction => instruction.Name == "COPY" && instruction.Flag("from") is null).SelectMany(copy => copy.Words[..^1]);

    private static List<string> CopiedBefore(string command) =>
        [.. Copied(Build.TakeWhile(instruction => !instruction.Rest.StartsWith(command, StringComparison.Ordinal)))];

    [Fact]
    public void What_is_copied_exists_and_is_sent_to_the_builder()
    {
        var sent = File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore"))
            .Where(line => line.StartsWith('!')).Select(line => line[1..]).ToList();
        var copied = Dockerfile.Stages.SelectMany(stage => Copied(stage.Does)).ToList();

        Assert.NotEmpty(copied);
        Assert.All(copied, source => Assert.True(Path.Exists(Path.Combine(Repository.Root, source)), $"{source} does not exist."));
        Assert.All(copied, source => Assert.Contains(sent, whole => IsOf(source, whole)));
        Assert.All(sent, whole => Assert.Contains(copied, source => IsOf(source, whole)));
    }

    [Fact]
    public void What_the_restore_needs_is_copied_before_it()
    {
        var before = CopiedBefore("dotnet restore");

        Assert.Equal(Projects.Concat(["global.json", "Directory.Build.props", "Directory.Packages.props"]).Order(), before.Order());
    }

    [Fact]
    public void Every_project_and_every_file_of_elsewhere_is_copied_before_the_publish()
    {
        var before = CopiedBefore("dotnet publish");
        var folders = Projects.Select(project => Path.GetDirectoryName(project)!);
        var elsewhere = Projects.SelectMany(Outside);

        Assert.Empty(folders.Concat(elsewhere).Concat([".editorconfig", "BannedSymbols.txt"]).Except(before));
    }

    [Fact]
    public void The_images_are_of_the_version_that_is_built_for()
    {
        var target = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("TargetFramework").Single().Value;
        var version = target["net".Length..];

        Assert.Equal($"mcr.microsoft.com/dotnet/sdk:{version}", Dockerfile.Named("build").From);
        Assert.Equal($"mcr.microsoft.com/dotnet/aspnet:{version}", Dockerfile.Named("base").From);
    }

    private static bool IsOf(string file, string whole) => file == whole || file.StartsWith($"{whole}/", StringComparison.Ordinal);

    private static List<string> Closure(string project)
    {
        var references = XDocument.Load(Path.Combine(Repository.Root, project)).Descendants("ProjectReference")
            .Select(reference => Normal(project, reference.Attribute("Include")!.Value));
        return [.. references.SelectMany(Closure).Append(project).Distinct()];
    }

    // Folders outside the project's own that an item takes files from.
    private static IEnumerable<string> Outside(string project) =>
        from item in XDocument.Load(Path.Combine(Repository.Root, project)).Descendants()
        let include = item.Attribute("Include")?.Value
        where include is not null && include.StartsWith("../", StringComparison.Ordinal) && item.Name != "ProjectReference"
        select Path.GetDirectoryName(Normal(project, include));

    private static string Normal(string project, string relative) =>
        Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, relative));
}
