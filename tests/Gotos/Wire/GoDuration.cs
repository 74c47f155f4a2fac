using System.Globalization;

namespace Lockers.Gotos.Wire;

/// <summary>Durations as goto's users write them: <c>10ms</c>, <c>1s</c>, <c>5m</c>; empty for none.</summary>
internal static class GoDuration
{
    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TimeSpan Parse(string? text) => text switch
    {
        null or "" => TimeSpan.Zero,
        _ when text.EndsWith("ms", StringComparison.Ordinal) => TimeSpan.FromMilliseconds(Number(text[..^2])),
        _ when text.EndsWith('s') => TimeSpan.FromSeconds(Number(text[..^1])),
        _ when text.EndsWith('m') => TimeSpan.FromMinutes(Number(text[..^1])),
        _ => throw new FormatException($"time: invalid duration {text}"),
    };

    private static double Number(string text) => double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}
