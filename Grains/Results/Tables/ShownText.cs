using System.Globalization;
using System.Text;

namespace Lockers.Grains.Results.Tables;

/// <summary>
/// Text of users as it is shown on a terminal: what could move the cursor, change colours or direction, or not be seen is escaped as
/// <c>\n</c>, <c>\t</c> or <c>\u{1b}</c>, and a backslash as <c>\\</c>. So a line stays a line.
/// </summary>
internal static class ShownText
{
    // Unicode's East_Asian_Width W and F, and emoji, roughly: a terminal shows these two columns wide.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0x4DBF), (0x4E00, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
        (0xFE30, 0xFE6F), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x16FE0, 0x1B2FF), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1FAFF),
        (0x20000, 0x3FFFD),
    ];

    /// <summary>The text with everything escaped that must be.</summary>
    public static string Escape(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var character in text.EnumerateRunes())
        {
            if (character.Value == '\\') shown.Append(@"\\");
            else if (character.Value == '\n') shown.Append(@"\n");
            else if (character.Value == '\r') shown.Append(@"\r");
            else if (character.Value == '\t') shown.Append(@"\t");
            else if (MustEscape(character)) shown.Append(CultureInfo.InvariantCulture, $"\\u{{{character.Value:x}}}");
            else shown.Append(character);
        }

        return shown.ToString();
    }

    /// <summary>How many columns a text takes that holds nothing which must be escaped.</summary>
    public static int Width(string shown)
    {
        var width = 0;
        foreach (var character in shown.EnumerateRunes()) width += Width(character);
        return width;
    }

    /// <summary>The text in at most so many columns: of a longer one the beginning and the end, with <c>…</c> between them.</summary>
    public static string Cut(string shown, int columns)
    {
        if (Width(shown) <= columns) return shown;
        var runes = shown.EnumerateRunes().ToArray();
        var (head, tail) = (new StringBuilder(), runes.Length);
        var left = columns - 1;
        for (var (i, most) = (0, (left + 1) / 2); i < runes.Length && most - Width(runes[i]) is >= 0 and var rest; i++)
        {
            head.Append(runes[i]);
            left -= most - rest;
            most = rest;
        }

        while (tail > 0 && left - Width(runes[tail - 1]) is >= 0 and var rest)
        {
            tail--;
            left = rest;
        }

        head.Append('…');
        foreach (var rune in runes.AsSpan(tail)) head.Append(rune);
        return head.ToString();
    }

    private static bool MustEscape(Rune character) =>
        (character.Value == 0xA0 || character.Value is < ' ' or (>= 0x7F and < 0xA0)) || Rune.GetUnicodeCategory(character)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate;

    private static int Width(Rune character)
    {
        if (character.Value < 0x300) return 1;
        if (Rune.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark) return 0;
        foreach (var (first, last) in Wide)
        {
            if (character.Value >= first && character.Value <= last) return 2;
        }

        return 1;
    }
}
