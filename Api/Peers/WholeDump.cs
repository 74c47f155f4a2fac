namespace Lockers.Api.Peers;

/// <summary>How a registry like this one says, in its list of peers, that it gives everything at once. One that is cloned is asked for that list first.</summary>
internal static class WholeDump
{
    /// <summary>Where it gives everything.</summary>
    public const string Uri = "/registry/dump";

    /// <summary>The header in which it says so.</summary>
    public const string Header = "Lockers-Dump";

    /// <summary>Says so in an answer.</summary>
    public static void Offer(HttpContext context) => context.Response.Headers[Header] = Uri;

    /// <summary>Whether an answer says so.</summary>
    public static bool IsOffered(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues(Header, out var values) && values.SequenceEqual([Uri]);
}
