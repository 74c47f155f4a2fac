namespace Lockers.Grains.Reading;

/// <summary>Where UTF-8 text, which may be broken, can be cut without making two broken characters of a whole one.</summary>
internal static class Utf8Pieces
{
    /// <summary>How much of a piece of a longer text ends with a whole character.</summary>
    public static int WholeCharacters(ReadOnlySpan<byte> piece)
    {
        for (var back = 1; back <= Math.Min(3, piece.Length); back++)
        {
            if (IsLead(piece[^back])) return piece.Length - back;
            if (piece[^back] < 0x80) break;
        }

        return piece.Length;
    }

    /// <summary>Where the character begins that a place of a text may be inside of.</summary>
    public static int CharacterAt(ReadOnlySpan<byte> text, int place)
    {
        for (var at = place; at >= Math.Max(0, place - 3); at--)
        {
            if (IsLead(text[at])) return at;
            if (text[at] < 0x80) break;
        }

        return place;
    }

    // The first of several bytes of a character.
    private static bool IsLead(byte value) => (value & 0b1100_0000) == 0b1100_0000;
}
