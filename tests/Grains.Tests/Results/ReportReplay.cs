using System.Text;
using System.Text.RegularExpressions;
using Lockers.Grains.Results;
using Lockers.Tests.Shared;

namespace Lockers.Grains.Tests.Results;

/// <summary>Plays recorded stores the way the registry keeps them: per instance and target, the last text counts.</summary>
internal sealed partial class ReportReplay
{
    private readonly SortedDictionary<string, Dictionary<(string Instance, string Target), string>> _peers = new(StringComparer.Ordinal);

    /// <summary>Takes in a request if it stores results, or opens another locker, which starts empty.</summary>
    public void Play(Recording request)
    {
        if (request.Uri.StartsWith("/registry/lockers/open/", StringComparison.Ordinal))
        {
            _peers.Clear();
        }

        var store = ResultsStore().Match(request.Uri);
        if (store.Success)
        {
            Store(store.Groups["peer"].Value, store.Groups["instance"].Value, Uri.UnescapeDataString(store.Groups["target"].Value), request.Body);
        }
    }

    public void Store(string peer, string instance, string target, string text)
    {
        _peers.TryAdd(peer, []);
        _peers[peer][(instance, target)] = text;
    }

    public string Detailed() => Write(Written.Detailed);

    public string Summary() => Write(Written.Summary);

    /// <summary>The results of a peer, of one instance alone where one is named, of some targets where any are.</summary>
    public PeerResults Results(string peer, string? instance = null, params string[] targets)
    {
        var results = Written.Results(
            [.. _peers[peer].Where(report => instance is null || report.Key.Instance == instance).Select(report => (report.Key.Target, report.Value))]);
        if (targets.Length > 0) results.Keep(targets);
        return results;
    }

    private string Write(Func<PeerResults, string> write)
    {
        var text = new StringBuilder("{");
        foreach (var (peer, reports) in _peers)
        {
            var results = Written.Results([.. reports.Select(report => (report.Key.Target, report.Value))]);
            text.Append(text.Length > 1 ? "," : "").Append('"').Append(peer).Append("\":").Append(write(results));
        }

        return text.Append('}').ToString();
    }

    [GeneratedRegex("^/registry/peers/(?<peer>[^/]+)/(?<instance>[^/]+)/locker/store/client,(?!invocations(,|$))(?<target>[^,]*)$")]
    private static partial Regex ResultsStore();
}
