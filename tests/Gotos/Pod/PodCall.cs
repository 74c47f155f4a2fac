namespace Lockers.Gotos.Pod;

/// <summary>What somebody asked of a pod, and what it answered.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query, as they came.</param>
/// <param name="Body">The body.</param>
/// <param name="Status">The answer's status; 0 where it dropped the connection.</param>
public sealed record PodCall(string Method, string Target, string Body, int Status);
