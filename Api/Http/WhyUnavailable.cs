namespace Lockers.Api.Http;

/// <summary>Why a request was answered 503, for the log.</summary>
/// <param name="Said">What the client was told.</param>
/// <param name="Cause">The failure that it comes from; null where a limit was met.</param>
internal sealed record WhyUnavailable(string Said, Exception? Cause);
