using System.Globalization;

namespace Lockers.Grains.Interfaces;

/// <summary>
/// Names one change of one tree, and the text that it stored: two texts that ever were at one key have different ones. Written
/// <c>{generation}-{revision}</c>, both decimal: that is the text's ETag, and the change's place in a watch.
/// </summary>
/// <param name="Generation">The generation of the locker; another one after each close, clear and load.</param>
/// <param name="Revision">The revision; 0 for what was loaded, which is as old as its generation.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.ChangeId)]
public readonly record struct ChangeId([property: Id(0)] long Generation, [property: Id(1)] long Revision)
{
    /// <summary>The most characters that one is written with.</summary>
    public const int MaxLength = 39;

    /// <summary>Reads one.</summary>
    /// <returns>Whether it was written as <see cref="ToString"/> writes it: no other spelling is one.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out ChangeId id)
    {
        id = default;
        var dash = text.IndexOf('-');
        if (dash < 0 || !TryRead(text[..dash], out var generation) || !TryRead(text[(dash + 1)..], out var revision)) return false;
        id = new(generation, revision);
        return true;
    }

    /// <summary>Writes it into a buffer of at least <see cref="MaxLength"/> characters.</summary>
    /// <returns>How many were written.</returns>
    public int Write(Span<char> buffer)
    {
        Generation.TryFormat(buffer, out var length, provider: CultureInfo.InvariantCulture);
        buffer[length++] = '-';
        Revision.TryFormat(buffer[length..], out var more, provider: CultureInfo.InvariantCulture);
        return length + more;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<char> buffer = stackalloc char[MaxLength];
        return new string(buffer[..Write(buffer)]);
    }

    private static bool TryRead(ReadOnlySpan<char> digits, out long number) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && (digits.Length == 1 || digits[0] != '0');
}
