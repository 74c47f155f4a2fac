using System.Buffers;
using System.Text;

namespace Lockers.Grains.Interfaces;

/// <summary>The names of lockers and peers: which are legal, and which mean something.</summary>
public static class Names
{
    /// <summary>The most characters of a label, a peer's name or an address.</summary>
    public const int MaxLength = 256;

    /// <summary>The locker that always exists.</summary>
    public const string Default = "default";

    /// <summary>Stands for the current locker wherever a label does, in any case.</summary>
    public const string Current = "current";

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "all", "current", "labels", "open", "close", "clear", "data", "find", "search", "dump", "store", "get", "remove", "targets",
    };

    /// <summary>Whether the text means the current locker.</summary>
    public static bool IsCurrent(string label) => label.Equals(Current, StringComparison.OrdinalIgnoreCase);

    /// <summary>The label as lockers are kept under it: <c>default</c> in any case is <c>default</c>.</summary>
    public static string Canonical(string label) =>
        label.Equals(Default, StringComparison.OrdinalIgnoreCase) ? Default : label;

    /// <summary>Why the text cannot name a locker, or null when it can.</summary>
    public static string? WhyNotLabel(string label) =>
        Why("Label", label) ?? (Reserved.Contains(label) ? $"Label '{label}' is a word of the API and cannot name a locker" : null);

    /// <summary>Why the text cannot name a peer or be an address, or null when it can.</summary>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="name">The text.</param>
    public static string? WhyNotName(string what, string name) => Why(what, name);

    private static string? Why(string what, string name)
    {
        if (name.Length is 0 or > MaxLength)
            return $"{what} must have 1 to {MaxLength} characters, this one has {name.Length}";
        foreach (var c in name)
        {
            if (char.IsControl(c) || c is '/' or ',')
                return $"{what} must not hold control characters, '/' or ',', this one holds U+{(int)c:X4}";
            if (char.IsSurrogate(c) && !IsWellFormed(name))
                return $"{what} is not valid Unicode text";
        }

        return null;
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != OperationStatus.Done) return false;
            text = text[length..];
        }

        return true;
    }
}
