namespace Lockers.Gotos.Wire;

/// <summary>An event that a peer sent.</summary>
/// <param name="Title">What happened.</param>
/// <param name="Host">How the pod calls itself.</param>
/// <param name="Body">The body as it went out, which need not be JSON.</param>
/// <param name="Status">What the registry answered; 0 for nothing.</param>
public sealed record SentEvent(string Title, string Host, string Body, int Status = 0);
