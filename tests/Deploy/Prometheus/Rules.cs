using YamlDotNet.Serialization;

namespace Lockers.Deploy.Prometheus;

/// <summary>An alert.</summary>
internal sealed record Alert(string Name, string Query, IReadOnlyDictionary<object, object> Labels, IReadOnlyDictionary<object, object> Annotations);

/// <summary>deploy/prometheus/lockers.rules.yml.</summary>
internal static class Rules
{
    /// <summary>The file.</summary>
    public const string Name = "prometheus/lockers.rules.yml";

    /// <summary>The file of its tests.</summary>
    public const string Tests = "prometheus/lockers.rules.test.yml";

    /// <summary>All alerts.</summary>
    public static IReadOnlyList<Alert> Alerts { get; } = Read();

    private static List<Alert> Read()
    {
        var whole = new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<Dictionary<string, List<Dictionary<object, object>>>>(DeployFolder.Read(Name));
        return [
            .. from groups in whole["groups"]
               from rule in ((List<object>)groups["rules"]).Cast<Dictionary<object, object>>()
               select new Alert(
                   (string)rule["alert"], (string)rule["expr"], (Dictionary<object, object>)rule["labels"], (Dictionary<object, object>)rule["annotations"])];
    }
}
