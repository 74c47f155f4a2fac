using Microsoft.AspNetCore.Http;

namespace Lockers.Gotos.Pod;

/// <summary>What is asked of a pod.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query, as they came.</param>
/// <param name="Body">The body.</param>
/// <param name="Http">All of it.</param>
internal sealed record PodRequest(string Method, string Target, string Body, HttpRequest Http)
{
    /// <summary>The path's segments, unescaped.</summary>
    public IReadOnlyList<string> Segments { get; } =
        [.. Target.Split('?', 2)[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];

    /// <summary>A query parameter; empty where it is absent.</summary>
    public string Query(string name) => Http.Query[name].ToString();
}
