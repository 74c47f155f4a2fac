namespace Lockers.Api.Configuration;

/// <summary>How far words are from each other.</summary>
internal static class Spelling
{
    private const int MaxLength = 64;

    /// <summary>How many letters must be put in, left out, exchanged or swapped with the next one, in any case; for long words, very many.</summary>
    public static int Distance(string one, string other)
    {
        if (one.Length > MaxLength || other.Length > MaxLength) return int.MaxValue;
        var steps = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i, j] = i + j;
                    continue;
                }

                var exchanged = steps[i - 1, j - 1] + (Same(one[i - 1], other[j - 1]) ? 0 : 1);
                steps[i, j] = Math.Min(exchanged, 1 + Math.Min(steps[i - 1, j], steps[i, j - 1]));
                if (i > 1 && j > 1 && Same(one[i - 1], other[j - 2]) && Same(one[i - 2], other[j - 1]))
                    steps[i, j] = Math.Min(steps[i, j], 1 + steps[i - 2, j - 2]);
            }
        }

        return steps[one.Length, other.Length];
    }

    /// <summary>Whether a word that is so far away may be what was meant.</summary>
    public static bool IsNear(string word, int distance) => distance <= Math.Clamp(word.Length / 3, 1, 4);

    private static bool Same(char one, char other) => char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}
