namespace Lockers.Grains.Interfaces;

/// <summary>
/// What a locker is called: its label, and the context that it belongs to. A context is a name space of lockers of its own, beside
/// the registry's own lockers; peers report into none of it.
/// </summary>
/// <param name="Context">The context; empty for the registry's own lockers.</param>
/// <param name="Label">The label, or a word that stands for one.</param>
public readonly record struct LockerName(string Context, string Label)
{
    // No label, context or segment of a URI can hold it.
    private const char Separator = '/';

    /// <summary>Whether the locker belongs to a context.</summary>
    public bool IsOfContext => Context.Length > 0;

    /// <summary>
    /// The text that the registry and the locker's grain know the locker by: the label, or of a context's locker
    /// <c>/context/label</c>. No label can be such a text, as none holds a <c>/</c>.
    /// </summary>
    public string Key => IsOfContext ? string.Concat("/", Context, "/", Label) : Label;

    /// <summary>The locker's URI, encoded.</summary>
    public string Uri => IsOfContext
        ? $"/registry/context/{System.Uri.EscapeDataString(Context)}/lockers/{System.Uri.EscapeDataString(Label)}"
        : $"/registry/lockers/{System.Uri.EscapeDataString(Label)}";

    /// <summary>The name that a key stands for.</summary>
    /// <param name="key">As <see cref="Key"/> gives it.</param>
    public static LockerName Of(string key)
    {
        if (!IsKeyOfContext(key)) return new("", key);
        var end = key.IndexOf(Separator, 1);
        return new(key[1..end], key[(end + 1)..]);
    }

    /// <summary>Whether a key is that of a context's locker.</summary>
    public static bool IsKeyOfContext(string key) => key.StartsWith(Separator);

    /// <summary>One of the registry's own lockers.</summary>
    /// <param name="label">Its label.</param>
    public static implicit operator LockerName(string label) => new("", label);

    /// <summary>The name in messages: <c>'label'</c>, or <c>'label' of context 'name'</c>.</summary>
    public override string ToString() => IsOfContext ? $"'{Label}' of context '{Context}'" : $"'{Label}'";
}
