namespace Lockers.Gotos.Pod;

/// <summary>What a pod answers.</summary>
/// <param name="Status">The status; 0 drops the connection.</param>
/// <param name="Text">The body.</param>
internal sealed record PodAnswer(int Status, string Text)
{
    /// <summary>The body's type.</summary>
    public string Type { get; init; } = "text/plain; charset=utf-8";

    /// <summary>Whether it is what a goto says to whatever it has no route for.</summary>
    public bool IsCatchAll { get; init; }

    /// <summary>Whether it is an answer to the traffic of others.</summary>
    public bool IsTraffic { get; init; }
}
