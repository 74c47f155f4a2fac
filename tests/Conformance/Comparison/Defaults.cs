using System.Text.Json.Nodes;

namespace Lockers.Conformance.Comparison;

/// <summary>
/// Targets and jobs are kept as they came. goto decodes them: it adds its defaults, and drops what it does not know. Neither counts.
/// </summary>
internal static class Defaults
{
    private static readonly JsonArray Given =
        [null, "", 0, 1, 5, 20, 600000000000, false, "10ms", "1s", "5s", "10s", "30s", "5m", "HTTP/1.1"];

    private static readonly string[] Known =
    [
        "name", "method", "url", "burls", "headers", "body", "protocol", "autoUpgrade", "replicas", "requestCount", "warmupCount", "initialDelay",
        "delay", "retries", "retryDelay", "retriableStatusCodes", "keepOpen", "sendID", "connTimeout", "connIdleTimeout", "requestTimeout",
        "verifyTLS", "collectResponse", "autoInvoke", "autoPayload", "fallback", "abMode", "ab", "random", "streamPayload", "streamDelay", "binary",
        "trackPayload", "assertions", "id", "task", "auto", "count", "maxResults", "keepResults", "keepFirst", "timeout", "outputTrigger",
        "finishTrigger",
    ];

    /// <summary>Drops from both sides, wherever targets and jobs stand, what only one of them has for such a reason.</summary>
    public static void Drop(JsonNode? theirs, JsonNode? ours)
    {
        if (theirs is not JsonObject left || ours is not JsonObject right) return;
        if (IsTarget(left) || IsJob(left)) DropFrom(left, right, IsJob(left));
        foreach (var (name, value) in left.ToList()) Drop(value, right[name]);
    }

    private static void DropFrom(JsonObject left, JsonObject right, bool isJob)
    {
        foreach (var (name, value) in left.ToList())
        {
            if (!right.ContainsKey(name) && Given.Any(given => JsonNode.DeepEquals(given, value))) left.Remove(name);
        }

        foreach (var (name, _) in right.ToList())
        {
            if (!left.ContainsKey(name) && !Known.Contains(name)) right.Remove(name);
        }

        // A job is known by its id to 0.8, by its name from 0.9 on: ours go on with both.
        if (!isJob) return;
        foreach (var name in (string[])["id", "name"])
        {
            if (!left.ContainsKey(name)) right.Remove(name);
        }
    }

    private static bool IsTarget(JsonObject json) => json.ContainsKey("requestCount") && json.ContainsKey("url");

    private static bool IsJob(JsonObject json) => json.ContainsKey("task") && json.ContainsKey("maxResults");
}
