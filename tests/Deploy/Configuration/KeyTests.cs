using System.Text.RegularExpressions;
using Lockers.Api.Configuration;
using Lockers.Api.Hosting;
using Lockers.Api.Metrics;
using Lockers.Api.Security;
using Lockers.Silo.Hosting;
using Xunit;

namespace Lockers.Deploy.Configuration;

/// <summary>The keys that deploy/ sets, against those that there are: one that is misspelt is no error at run time.</summary>
public sealed partial class KeyTests
{
    [Fact]
    public void Every_key_that_deploy_names_is_in_the_readme()
    {
        var used =
            from file in Directory.GetFiles(DeployFolder.Root, "*", SearchOption.AllDirectories)
            where Path.GetExtension(file) != ".sql"
            from Match match in KeyInText().Matches(File.ReadAllText(file))
            select (File: Path.GetRelativePath(DeployFolder.Root, file), Key: Number().Replace(match.Value.Replace("__", ":", StringComparison.Ordinal), ":N"));
        var list = used.Distinct().ToList();

        Assert.Contains("Lockers:AdvertisedAddress", list.Select(use => use.Key));
        Assert.Contains("ConnectionStrings:Lockers", list.Select(use => use.Key));
        // A text may name what several keys begin with.
        Assert.DoesNotContain(list, use => !ReadmeTable.Rows.Keys.Any(
            key => key == use.Key || key.StartsWith($"{use.Key}:", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_option_of_a_node_is_in_the_readme()
    {
        var keys = ConfigurationKeys.Of("", [new NodeOptions(), new LockersLimits(), new AuthOptions(), new SiteOptions(), new MetricsOptions()]);

        Assert.Subset(ReadmeTable.Rows.Keys.ToHashSet(), keys.All.Select(key => key.Name).ToHashSet());
    }

    [Fact]
    public void A_front_end_leaves_alone_the_keys_that_only_nodes_have() =>
        Assert.Equal(
            typeof(NodeOptions).GetProperties().Where(option => option.DeclaringType == typeof(NodeOptions)).Select(option => option.Name).Order(),
            FrontEndOptions.OfNodes.Order());

    [Fact]
    public void Storage_and_clustering_are_ones_that_the_readme_names()
    {
        var set =
            from file in Directory.GetFiles(DeployFolder.Root, "*", SearchOption.AllDirectories)
            from Match match in Choice().Matches(File.ReadAllText(file))
            select (Key: $"Lockers:{match.Groups[1].Value}", Value: match.Groups[2].Value);
        var list = set.Distinct().ToList();

        Assert.Contains(("Lockers:Clustering", "PostgreSql"), list);
        Assert.All(list, choice => Assert.Contains($"`{choice.Value}`", ReadmeTable.Rows[choice.Key], StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\b(Lockers|ConnectionStrings)((__|:)[A-Z0-9][a-zA-Z0-9]*)+")]
    private static partial Regex KeyInText();

    // Of an item of a list.
    [GeneratedRegex(":[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex(@"\bLockers(?:__|:)(Storage|Clustering)(?:: |=)(\w+)")]
    private static partial Regex Choice();
}
