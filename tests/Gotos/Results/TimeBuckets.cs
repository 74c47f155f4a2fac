using System.Globalization;

namespace Lockers.Gotos.Results;

/// <summary>The times by which answers are counted: <c>0-5,6-50</c>, in milliseconds.</summary>
internal sealed class TimeBuckets(IReadOnlyList<(int Low, int High)> buckets)
{
    public static TimeBuckets None { get; } = new([]);

    /// <summary>Reads them, or null where they are none.</summary>
    public static TimeBuckets? Parse(string text)
    {
        var buckets = new List<(int, int)>();
        foreach (var bucket in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = bucket.Split('-');
            if (ends.Length != 2 || !Number(ends[0], out var low) || !Number(ends[1], out var high)) return null;
            buckets.Add((low, high));
        }

        return new(buckets);
    }

    /// <summary>The bucket of a time as results name it, or null.</summary>
    public string? Of(TimeSpan took)
    {
        var milliseconds = (int)took.TotalMilliseconds;
        foreach (var (low, high) in buckets)
        {
            if (milliseconds >= low && milliseconds <= high) return string.Create(CultureInfo.InvariantCulture, $"[{low} {high}]");
        }

        return null;
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
