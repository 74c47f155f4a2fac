using System.Globalization;
using YamlDotNet.Serialization;

namespace Lockers.Deploy.Prometheus;

/// <summary>What Prometheus is told by deploy/prometheus, made to fit nodes on this machine, and to be quick.</summary>
internal static class PrometheusConfiguration
{
    /// <summary>The file for nodes at known addresses.</summary>
    public const string Name = "prometheus/prometheus.yml";

    /// <summary>The file for a Kubernetes cluster. Debian's Prometheus knows nothing of those.</summary>
    public const string Kubernetes = "prometheus/prometheus-kubernetes.yml";

    /// <summary>Writes one of them for these nodes into a file.</summary>
    /// <param name="name">Which.</param>
    /// <param name="file">The file.</param>
    /// <param name="nodes">The authorities of the nodes.</param>
    public static void Write(string name, string file, IEnumerable<string> nodes)
    {
        var whole = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(DeployFolder.Read(name));
        whole["global"] = new Dictionary<string, string> { ["scrape_interval"] = "1s", ["evaluation_interval"] = "1s" };
        whole["rule_files"] = ((List<object>)whole["rule_files"])
            .Select(rules => Path.Combine(DeployFolder.PathOf("prometheus"), Convert.ToString(rules, CultureInfo.InvariantCulture)!)).ToList();
        var job = (Dictionary<object, object>)((List<object>)whole["scrape_configs"]).Single();
        job.Remove("kubernetes_sd_configs");
        job["static_configs"] = new[] { new Dictionary<string, object> { ["targets"] = nodes.ToList() } };
        File.WriteAllText(file, new SerializerBuilder().Build().Serialize(whole));
    }
}
