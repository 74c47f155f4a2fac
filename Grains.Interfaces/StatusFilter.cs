using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>
/// Which status codes of responses count: codes (<c>404</c>, <c>0</c> for no connection), classes (<c>5xx</c>, <c>50x</c>), and either with <c>!</c>
/// before it for what does not count.
/// </summary>
/// <param name="Patterns">In lower case; none for every code. A code counts if one without <c>!</c> is like it, or all have a <c>!</c>, and none with <c>!</c> is.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.StatusFilter)]
public sealed record StatusFilter([property: Id(0)] ImmutableArray<string> Patterns)
{
    /// <summary>The most patterns.</summary>
    public const int MaxPatterns = 32;

    private const int CodeLength = 3;

    /// <summary>Every code.</summary>
    public static StatusFilter All { get; } = new(ImmutableArray<string>.Empty);

    /// <summary>What is no success: <c>!2xx</c>.</summary>
    public static StatusFilter NoSuccess { get; } = new(["!2xx"]);

    /// <summary>Whether every code counts.</summary>
    public bool IsAll => Patterns.IsDefaultOrEmpty;

    /// <summary>Reads a filter from patterns with <c>,</c> between them.</summary>
    /// <param name="text">The text, in any case.</param>
    /// <param name="filter">The filter; <see cref="All"/> where there is none.</param>
    /// <returns>What cannot be a pattern, or null.</returns>
    public static string? WhyNot(string text, out StatusFilter filter)
    {
        filter = All;
        var patterns = text.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries);
        if (patterns.Length > MaxPatterns) return $"there are more than {MaxPatterns}";
        foreach (var pattern in patterns)
        {
            if (!IsPattern(pattern.StartsWith('!') ? pattern.AsSpan(1) : pattern)) return $"'{pattern}' is none";
        }

        filter = new([.. patterns]);
        return null;
    }

    /// <summary>Whether a code counts.</summary>
    public bool Counts(string code)
    {
        if (IsAll) return true;
        var (wanted, named) = (false, false);
        foreach (var pattern in Patterns)
        {
            if (pattern.StartsWith('!'))
            {
                if (IsLike(code, pattern.AsSpan(1))) return false;
                continue;
            }

            named = true;
            wanted |= IsLike(code, pattern);
        }

        return wanted || !named;
    }

    /// <summary>The patterns with <c>,</c> between them.</summary>
    public override string ToString() => IsAll ? "" : string.Join(',', Patterns);

    // A code, or digits with x for any at their end.
    private static bool IsPattern(ReadOnlySpan<char> pattern)
    {
        if (pattern.Length is 0 or > CodeLength || !char.IsAsciiDigit(pattern[0])) return false;
        var digits = pattern.IndexOfAnyExceptInRange('0', '9');
        return digits < 0 || (pattern.Length == CodeLength && pattern[digits..].IndexOfAnyExcept('x') < 0);
    }

    private static bool IsLike(string code, ReadOnlySpan<char> pattern)
    {
        if (code.Length != pattern.Length) return false;
        var digits = pattern.IndexOf('x');
        if (digits < 0) digits = pattern.Length;
        return code.AsSpan(0, digits).SequenceEqual(pattern[..digits]) && code.AsSpan(digits).IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
