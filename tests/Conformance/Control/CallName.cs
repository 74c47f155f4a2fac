using Lockers.Tests.Shared;

namespace Lockers.Conformance.Control;

/// <summary>What a call is known by, however it is written.</summary>
internal static class CallName
{
    // Pods of 2026 take names from the query only: ours stand in both places, and say the same.
    private static readonly string[] Lists = ["targets=", "jobs="];

    /// <summary>Pod, method, and the URI decoded, without a list of names that the path has too.</summary>
    public static string Of(RecordedCall call)
    {
        var parts = call.Uri.Split('?', 2);
        var path = Uri.UnescapeDataString(parts[0]);
        if (parts.Length == 1) return $"{call.Pod} {call.Method} {path}";
        var query = string.Join('&', parts[1].Split('&').Select(Uri.UnescapeDataString).Where(part => !Repeats(part, path) && part != "path="));
        return query.Length == 0 ? $"{call.Pod} {call.Method} {path}" : $"{call.Pod} {call.Method} {path}?{query}";
    }

    private static bool Repeats(string part, string path) =>
        Lists.Any(list => part.StartsWith(list, StringComparison.Ordinal) && path.Contains($"/{part[list.Length..]}/", StringComparison.Ordinal));
}
