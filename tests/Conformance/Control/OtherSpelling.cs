using Lockers.Tests.Shared;

namespace Lockers.Conformance.Control;

/// <summary>The routes of pods that got another name in 0.9.</summary>
internal static class OtherSpelling
{
    private const string EarlyHeaders = "/client/track/headers/add/";
    private const string LaterHeaders = "/client/track/headers/";

    /// <summary>The names of the calls that say the same to a pod of another generation.</summary>
    public static IEnumerable<string> Of(RecordedCall call)
    {
        var path = call.Uri;
        if (path.StartsWith(EarlyHeaders, StringComparison.Ordinal)) yield return Name(LaterHeaders + path[EarlyHeaders.Length..]);
        else if (path.StartsWith(LaterHeaders, StringComparison.Ordinal)) yield return Name(EarlyHeaders + path[LaterHeaders.Length..]);
        if (path.StartsWith("/probe/", StringComparison.Ordinal))
        {
            yield return Name($"/probes/{path["/probe/".Length..].Replace("/status/set/", "/set/status=", StringComparison.Ordinal)}");
        }

        if (path.StartsWith("/probes/", StringComparison.Ordinal))
        {
            yield return Name($"/probe/{path["/probes/".Length..].Replace("/set/status=", "/status/set/", StringComparison.Ordinal)}");
        }

        string Name(string uri) => CallName.Of(call with { Uri = uri });
    }
}
