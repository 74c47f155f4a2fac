using System.Text.Json;
using System.Xml.Linq;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Deploy.Images;

/// <summary>What comes out: two images that run as nobody in particular, on the ports that the rest counts on.</summary>
public sealed class ImageTests
{
    public static TheoryData<string, string> Programs => new() { { "node", "Silo" }, { "front-end", "Api" } };

    [Fact]
    public void Every_stage_is_from_an_image_or_an_earlier_stage_and_of_use()
    {
        var earlier = new HashSet<string>();
        var used = new HashSet<string> { "node", "front-end" };
        foreach (var stage in Dockerfile.Stages)
        {
            if (!stage.From.Contains('/', StringComparison.Ordinal)) Assert.Contains(stage.From, earlier);
            used.Add(stage.From);
            foreach (var from in stage.Does.Select(instruction => instruction.Flag("from")).OfType<string>())
            {
                Assert.Contains(from, earlier);
                used.Add(from);
            }

            earlier.Add(stage.Name);
        }

        Assert.Equal("node", Dockerfile.Stages[^1].Name);
        Assert.Subset(used, earlier);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void An_image_runs_what_was_published_to_it(string stage, string project)
    {
        var copy = Dockerfile.Named(stage).Does.Single(instruction => instruction.Name == "COPY");
        var publish = Dockerfile.Named("build").Does[^1].Rest;
        var line = Assert.Single(publish.Split("&&"), part => part.Contains($" -o {copy.Words[0]}", StringComparison.Ordinal));
        var pattern = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("AssemblyName").Single().Value;
        var assembly = pattern.Replace("$(MSBuildProjectName)", project, StringComparison.Ordinal);

        Assert.Contains($"publish {project}/{project}.csproj ", line, StringComparison.Ordinal);
        Assert.Contains("-c Release", line, StringComparison.Ordinal);
        Assert.Equal(["dotnet", $"{assembly}.dll"], Json(Only(stage, "ENTRYPOINT").Rest));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void An_image_runs_as_the_user_that_the_base_image_has_for_it(string stage, string project)
    {
        Assert.NotEmpty(project);
        Assert.Equal("$APP_UID", Only(stage, "USER").Rest);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void An_image_listens_beyond_its_own_loopback_on_the_port_that_it_names(string stage, string project)
    {
        var whole = Dockerfile.Whole(Dockerfile.Named(stage)).ToList();
        var exposed = whole.Where(instruction => instruction.Name == "EXPOSE").SelectMany(instruction => instruction.Words).ToList();

        Assert.Equal($"URLS=http://*:{Ports.Http}", Only(stage, "ENV").Rest);
        Assert.Equal(project == "Silo" ? [$"{Ports.Http}", $"{Ports.Silo}", $"{Ports.Gateway}"] : [$"{Ports.Http}"], exposed);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void An_image_says_whether_it_lives_by_the_script_that_was_copied(string stage, string project)
    {
        Assert.NotEmpty(project);
        var health = Only(stage, "HEALTHCHECK");
        var copy = Dockerfile.Named("base").Does.Single(instruction => instruction.Name == "COPY");

        Assert.Equal("CMD", health.Words[0]);
        Assert.Equal(["lockers-health", HealthPaths.Live], Json(health.Rest[health.Rest.IndexOf('[', StringComparison.Ordinal)..]));
        Assert.Equal("755", copy.Flag("chmod"));
        Assert.Equal(["deploy/health.sh", "/usr/local/bin/lockers-health"], copy.Words);
    }

    private static Instruction Only(string stage, string name) =>
        Assert.Single(Dockerfile.Whole(Dockerfile.Named(stage)), instruction => instruction.Name == name);

    private static string[] Json(string text) => JsonSerializer.Deserialize<string[]>(text)!;
}
