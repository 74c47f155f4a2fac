using System.Text.Json.Nodes;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Comparison;

/// <summary>What the registry of a recording has, as the requests that it took tell: its pods, and which locker is current.</summary>
internal sealed class RegistryState
{
    private const string Default = "default";
    private readonly SortedDictionary<string, List<string>> _pods = new(StringComparer.Ordinal);

    /// <summary>The label of the current locker.</summary>
    public string Current { get; private set; } = Default;

    /// <summary>The addresses of all pods.</summary>
    public IEnumerable<string> Pods => _pods.Values.SelectMany(addresses => addresses);

    /// <summary>The peers that have pods.</summary>
    public IEnumerable<string> Peers => _pods.Where(peer => peer.Value.Count > 0).Select(peer => peer.Key);

    /// <summary>The addresses of a peer's pods.</summary>
    public IReadOnlyList<string> PodsOf(string peer) => _pods.GetValueOrDefault(peer) ?? [];

    /// <summary>Notes what a request did.</summary>
    public void Note(Recording request)
    {
        if (request.Method == "GET" || request.At.Length > 0 || request.Status is not (200 or 202)) return;
        switch (request.Uri.Split('?')[0].Split('/'))
        {
            case [_, _, "peers", "add"] when JsonNode.Parse(request.Body) is JsonObject peer:
                Add((string?)peer["name"] ?? "", (string?)peer["address"] ?? "");
                break;
            case [_, _, "peers", var peer, "remove", var address]:
                _pods.GetValueOrDefault(peer)?.Remove(address);
                break;
            case [_, _, "peers", "clear"]:
                _pods.Clear();
                Current = Default;
                break;
            case [_, _, "lockers", "close" or "clear"]:
                Current = Default;
                break;
            case [_, _, "lockers", "open" or "close", var first]:
                Opened(first, request.Uri.StartsWith("/registry/lockers/open/", StringComparison.Ordinal));
                break;
            case [_, _, "lockers", var label, "open" or "close"]:
                Opened(label, request.Uri.EndsWith("/open", StringComparison.Ordinal));
                break;
        }
    }

    private void Opened(string label, bool isOpen)
    {
        if (isOpen) Current = label;
        else if (label == Current) Current = Default;
    }

    private void Add(string peer, string address)
    {
        if (peer.Length == 0 || address.Length == 0) return;
        if (!_pods.TryGetValue(peer, out var addresses)) _pods[peer] = addresses = [];
        if (!addresses.Contains(address)) addresses.Add(address);
    }
}
