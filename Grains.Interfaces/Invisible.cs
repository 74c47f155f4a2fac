using System.Text;

namespace Lockers.Grains.Interfaces;

/// <summary>Characters of which nothing can be seen.</summary>
internal static class Invisible
{
    // Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt, version 17), and the blank pattern of Braille.
    private static readonly (int First, int Last)[] Ranges =
    [
        (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F),
        (0x202A, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
        (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    ];

    /// <summary>Whether the character is white space or ignored when text is shown.</summary>
    public static bool Is(Rune character)
    {
        if (character.Value is > ' ' and < 0x7F) return false;
        if (Rune.IsWhiteSpace(character)) return true;
        foreach (var (first, last) in Ranges)
        {
            if (character.Value >= first && character.Value <= last) return true;
        }

        return false;
    }
}
