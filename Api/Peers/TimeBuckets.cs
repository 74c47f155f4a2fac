using System.Globalization;

namespace Lockers.Api.Peers;

/// <summary>Times of answers that peers count by: <c>0-100,101-300</c>, in milliseconds.</summary>
internal static class TimeBuckets
{
    /// <summary>Whether a text says such buckets: pairs of whole numbers, the first not above the second.</summary>
    public static bool Are(string text) => text.Split(',').All(Is);

    private static bool Is(string bucket) =>
        bucket.Split('-') is [var low, var high] && Number(low) is { } from && Number(high) is { } to && from <= to;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
