using System.Globalization;

namespace Lockers.Api.Http;

/// <summary>How long something stays: <c>?ttl=30s</c>, <c>5m</c>, <c>24h</c>, <c>7d</c>; from 1 s to 365 d.</summary>
internal static class Ttl
{
    /// <summary>The name of the parameter.</summary>
    public const string Name = "ttl";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>What the query says; null where it says nothing.</summary>
    /// <exception cref="ProblemException">400 for anything else.</exception>
    public static TimeSpan? Of(HttpRequest request)
    {
        if (Query.Value(request, Name) is not { } value) return null;
        long seconds = value[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 60 * 60,
            'd' => 24 * 60 * 60,
            _ => 0,
        };
        if (seconds == 0 || !int.TryParse(value.AsSpan(0, value.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count == 0 || count * seconds > Longest.TotalSeconds)
            throw ProblemException.BadRequest($"?{Name}={value} is not a number of seconds, minutes, hours or days, such as 30s, 5m, 24h or 7d, from 1s to 365d.");
        return TimeSpan.FromSeconds(count * seconds);
    }
}
