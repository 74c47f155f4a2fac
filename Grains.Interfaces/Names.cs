using System.Buffers;
using System.Text;

namespace Lockers.Grains.Interfaces;

/// <summary>The names of lockers and peers, and peers' addresses: which are legal, and which mean something.</summary>
public static class Names
{
    /// <summary>The most characters, counted as Unicode scalar values, of a label, a peer's name or an address.</summary>
    public const int MaxLength = 256;

    /// <summary>The locker that always exists.</summary>
    public const string Default = "default";

    /// <summary>Stands for the current locker wherever a label does, in any case.</summary>
    public const string Current = "current";

    // The words after which, or in whose place, routes have a label.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "all", "current", "labels", "open", "close", "clear", "data", "find", "search", "dump", "store", "get", "remove", "targets",
        "watch",
    };

    /// <summary>Whether the text means the current locker.</summary>
    public static bool IsCurrent(string label) => label.Equals(Current, StringComparison.OrdinalIgnoreCase);

    /// <summary>The label as lockers are kept under it: <c>default</c> in any case is <c>default</c>.</summary>
    public static string Canonical(string label) =>
        label.Equals(Default, StringComparison.OrdinalIgnoreCase) ? Default : label;

    /// <summary>Whether nothing can be seen of the text: it is empty, or white space and invisible characters alone.</summary>
    public static bool IsBlank(ReadOnlySpan<char> name)
    {
        foreach (var character in name.EnumerateRunes())
        {
            if (!Invisible.Is(character)) return false;
        }

        return true;
    }

    /// <summary>Why the text cannot name a locker, or null when it can: a name without <c>,</c> that is no word of a route.</summary>
    public static string? WhyNotLabel(string label) =>
        WhyNotName("Label", label)
        ?? (label.Contains(',', StringComparison.Ordinal) ? "Label must not hold ','"
            : Reserved.Contains(label) ? $"Label '{label}' is a word of the API and cannot name a locker"
            : null);

    /// <summary>Why the text cannot name a context, or null when it can: a name without <c>,</c>.</summary>
    public static string? WhyNotContext(string context) =>
        WhyNotName("Context", context) ?? (context.Contains(',', StringComparison.Ordinal) ? "Context must not hold ','" : null);

    /// <summary>
    /// Why the text cannot be a name, or null when it can: 1 to <see cref="MaxLength"/> characters, not white space alone, not
    /// <c>.</c> or <c>..</c>, without control characters and <c>/</c>.
    /// </summary>
    /// <param name="what">What it would name, for the message.</param>
    /// <param name="name">The text.</param>
    public static string? WhyNotName(string what, string name)
    {
        var rest = name.AsSpan();
        var length = 0;
        for (; !rest.IsEmpty; length++)
        {
            if (Rune.DecodeFromUtf16(rest, out var character, out var units) != OperationStatus.Done) return $"{what} is not valid Unicode text";
            if (Rune.IsControl(character)) return $"{what} must not hold control characters, this one holds U+{character.Value:X4}";
            if (character.Value == '/') return $"{what} must not hold '/', this one does";
            rest = rest[units..];
        }

        if (length is 0 or > MaxLength) return $"{what} must have 1 to {MaxLength} characters, this one has {length}";
        if (name is "." or "..") return $"{what} must not be '.' or '..': clients take those out of a URL";
        return IsBlank(name) ? $"{what} must not be white space alone" : null;
    }
}
