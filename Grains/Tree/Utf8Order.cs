namespace Lockers.Grains.Tree;

/// <summary>
/// Orders texts as their UTF-8 bytes would be ordered, which is the order of their code points. .NET's ordinal order
/// is that of UTF-16 units and differs: it puts U+10000 and above (surrogates, D800-DFFF) before U+E000-U+FFFF.
/// </summary>
/// <remarks>Texts are well-formed: a surrogate without its other half has no UTF-8 form to be ordered by.</remarks>
internal sealed class Utf8Order : IComparer<string>
{
    private Utf8Order()
    {
    }

    public static Utf8Order Instance { get; } = new();

    /// <summary>Compares; null comes before every text.</summary>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return x is null ? (y is null ? 0 : -1) : 1;
        }

        var same = x.AsSpan().CommonPrefixLength(y);
        return same == x.Length || same == y.Length ? x.Length - y.Length : Rank(x[same]) - Rank(y[same]);
    }

    // Moves the surrogates above the rest of the basic plane, as their code points are.
    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
