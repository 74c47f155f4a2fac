using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Lockers.Deploy.Compose;

/// <summary>deploy/compose.yaml, or another one, as far as it is checked, with its merge keys followed.</summary>
public sealed partial class ComposeFile
{
    public required Dictionary<string, ComposeService> Services { get; init; }

    public required Dictionary<string, ComposeNetwork> Networks { get; init; }

    public required Dictionary<string, object?> Volumes { get; init; }

    public required Dictionary<string, Dictionary<string, string>> Secrets { get; init; }

    /// <summary>The services that run a node.</summary>
    public IReadOnlyDictionary<string, ComposeService> Nodes =>
        Services.Where(service => service.Value.Build?.Target == "node").ToDictionary(service => service.Key, service => service.Value);

    public ComposeService LoadBalancer => Services["load-balancer"];

    public static ComposeFile Read(string name = "compose.yaml")
    {
        var deserializer = new DeserializerBuilder()
            .WithNamingConvention(UnderscoredNamingConvention.Instance).IgnoreUnmatchedProperties().WithDuplicateKeyChecking().Build();
        using var text = new StringReader(DeployFolder.Read(name));
        return deserializer.Deserialize<ComposeFile>(new MergingParser(new Parser(text)));
    }

    /// <summary>The seconds of a duration such as <c>120s</c>.</summary>
    public static TimeSpan Duration(string text)
    {
        var match = Seconds().Match(text);
        Assert.True(match.Success, $"{text} is not in seconds.");
        return TimeSpan.FromSeconds(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("^([0-9]+)s$")]
    private static partial Regex Seconds();
}

/// <summary>A service of it.</summary>
public sealed class ComposeService
{
    public string Image { get; init; } = "";

    public ComposeBuild? Build { get; init; }

    public Dictionary<string, string> Environment { get; init; } = [];

    public string StopGracePeriod { get; init; } = "10s";

    public ComposeHealth? Healthcheck { get; init; }

    public string User { get; init; } = "";

    public bool ReadOnly { get; init; }

    public List<string> CapDrop { get; init; } = [];

    public List<string> SecurityOpt { get; init; } = [];

    public List<string> Command { get; init; } = [];

    /// <summary>With which of them it is started; without any, always.</summary>
    public List<string> Profiles { get; init; } = [];

    public List<string> Ports { get; init; } = [];

    public List<string> Volumes { get; init; } = [];

    public List<string> Secrets { get; init; } = [];

    /// <summary>A list of names, or addresses by name.</summary>
    public object? Networks { get; init; }

    public Dictionary<string, Dictionary<string, string>> DependsOn { get; init; } = [];

    /// <summary>The networks, with the fixed address in each where there is one.</summary>
    public Dictionary<string, string?> Addresses => Networks switch
    {
        Dictionary<object, object> byName => byName.ToDictionary(
            network => (string)network.Key,
            network => (network.Value as Dictionary<object, object>)?.GetValueOrDefault("ipv4_address") as string),
        List<object> names => names.ToDictionary(name => (string)name, _ => (string?)null),
        _ => [],
    };
}

/// <summary>What a service's image is built from.</summary>
public sealed record ComposeBuild
{
    public string Context { get; init; } = "";

    public string Dockerfile { get; init; } = "";

    public string Target { get; init; } = "";
}

/// <summary>How a service is asked whether it is well.</summary>
public sealed record ComposeHealth
{
    public List<string> Test { get; init; } = [];
}

/// <summary>A network.</summary>
public sealed record ComposeNetwork
{
    public bool Internal { get; init; }

    public ComposeAddresses? Ipam { get; init; }
}

/// <summary>Which addresses a network has.</summary>
public sealed record ComposeAddresses
{
    public List<Dictionary<string, string>> Config { get; init; } = [];
}
