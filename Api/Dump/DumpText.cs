using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>What the members of a LockerData say of its text, in whatever order they come.</summary>
internal struct DumpText
{
    /// <summary><c>data</c>, unless it is longer than a text may be.</summary>
    public byte[]? Data { get; set; }

    /// <summary>How long <c>data</c> is where it is too long: <c>base64</c> may come after it, and is shorter.</summary>
    public long TooLong { get; set; }

    /// <summary>What <c>base64</c> encodes; <c>data</c> only shows it.</summary>
    public byte[]? Bytes { get; set; }

    /// <summary>Whether <c>text</c> says that there is a text, though it is empty and there are subkeys.</summary>
    public bool IsThere { get; set; }

    /// <summary>How it was sent.</summary>
    public TextFormat Format { get; set; }

    /// <summary>The text, or null. A key without subkeys is there because a text is: it may be empty.</summary>
    public readonly byte[]? Whole(bool hasSubKeys) =>
        Bytes ?? (Data is { Length: > 0 } || IsThere || !hasSubKeys ? Data ?? [] : null);
}
