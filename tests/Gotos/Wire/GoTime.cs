using System.Globalization;

namespace Lockers.Gotos.Wire;

/// <summary>Times as Go writes them.</summary>
internal static class GoTime
{
    /// <summary>A time that was never set.</summary>
    public const string Unset = "0001-01-01T00:00:00Z";

    /// <summary>RFC 3339 in UTC, as in JSON.</summary>
    public static string Json(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture) ?? Unset;

    /// <summary>As Go prints a time for people.</summary>
    public static string Printed(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + " +0000 UTC";
}
