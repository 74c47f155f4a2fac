using System.Text.Json;
using System.Text.Json.Nodes;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Comparison;

/// <summary>Targets whose data could not be parsed: they do not count in results, whatever either side shows of them.</summary>
internal sealed class UnparsedTargets
{
    private const string Stored = "/locker/store/client,";
    private readonly HashSet<string> _names = [];

    /// <summary>Notes a store of something that is no JSON object.</summary>
    public void Note(Recording request)
    {
        var at = request.Uri.IndexOf(Stored, StringComparison.Ordinal);
        if (at >= 0 && !IsObject(request.Body)) _names.Add(request.Uri[(at + Stored.Length)..]);
    }

    /// <summary>Takes them out of an answer with results.</summary>
    public void Drop(string uri, JsonNode? answer)
    {
        if (!uri.Contains("/targets/results", StringComparison.Ordinal) || answer is not JsonObject peers) return;
        foreach (var peer in peers.Select(peer => peer.Value).OfType<JsonObject>())
        {
            DropFrom(peer);
            foreach (var member in peer.Where(member => member.Key.Contains("arget", StringComparison.Ordinal)).ToList())
            {
                if (member.Value is JsonObject byTarget) DropFrom(byTarget);
            }
        }
    }

    private static bool IsObject(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void DropFrom(JsonObject byTarget)
    {
        foreach (var name in _names) byTarget.Remove(name);
    }
}
