using System.Globalization;

namespace Lockers.Api.Watching;

/// <summary>A place in the changes of a locker, which a client knows as an event's id: <c>generation-revision</c>.</summary>
/// <param name="Generation">The generation of the locker; 0 for none.</param>
/// <param name="Revision">The revision up to which everything is known; 0 for nothing of the generation.</param>
internal readonly record struct Place(long Generation, long Revision)
{
    /// <summary>Reads an id; <c>0</c> stands for the beginning.</summary>
    public static bool TryParse(string text, out Place place)
    {
        place = default;
        if (text == "0") return true;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !TryParse(text.AsSpan(0, dash), out var generation) || !TryParse(text.AsSpan(dash + 1), out var revision)) return false;
        place = new(generation, revision);
        return true;
    }

    /// <summary>Whether a change at a place is known to whoever knows everything up to this one.</summary>
    public bool Covers(Place change) => change.Generation == Generation && change.Revision <= Revision;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Generation}-{Revision}");

    private static bool TryParse(ReadOnlySpan<char> digits, out long number) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
