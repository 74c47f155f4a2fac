using System.Globalization;

namespace Lockers.Api.OpenApi;

/// <summary>Errors that only some operations answer; those of all are added by <see cref="ApiDocument"/>.</summary>
internal static class Fails
{
    public static readonly DocPart NoLocker = NotFound("There is no such locker.");
    public static readonly DocPart NoPath = NotFound("There is nothing at that path.");
    public static readonly DocPart NoPeer = NotFound("There is no such peer there.");
    public static readonly DocPart NoInstance = NotFound("There is no such instance there.");
    public static readonly DocPart NoContext = NotFound("There is no such context.");

    /// <summary>404.</summary>
    public static DocPart NotFound(string why) => With(404, why);

    /// <summary>A status, as a problem.</summary>
    public static DocPart With(int status, string why) => Gives.Answer(status, why, ("application/problem+json", "Problem", null));

    /// <summary>A status as responses are named by.</summary>
    public static string Key(int status) => status.ToString(CultureInfo.InvariantCulture);
}
