using System.Text;

namespace Lockers.Grains.Interfaces;

/// <summary>
/// The place of a node in a tree: one key a level, from the top. Held as the UTF-8 bytes of the keys with
/// <c>,</c> between them, which no key can hold. The empty string is one empty key.
/// </summary>
/// <remarks>The bytes are shared, never copied, when the path crosses a grain call: nobody writes to them.</remarks>
[GenerateSerializer, Immutable, Alias(TypeAliases.KeyPath)]
public readonly struct KeyPath(byte[] utf8) : IEquatable<KeyPath>
{
    /// <summary>The byte between two keys.</summary>
    public const byte Separator = (byte)',';

    /// <summary>The keys' UTF-8 bytes with <see cref="Separator"/> between them.</summary>
    [Id(0)]
    public byte[] Utf8 { get; } = utf8;

    /// <summary>A path from its text form, such as <c>A,B,C</c>.</summary>
    public static KeyPath Of(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The path in its text form, such as <c>A,B,C</c>.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8);

    /// <inheritdoc/>
    public bool Equals(KeyPath other) => Utf8.AsSpan().SequenceEqual(other.Utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KeyPath other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Utf8);
        return hash.ToHashCode();
    }

    /// <summary>Whether both are the same keys.</summary>
    public static bool operator ==(KeyPath left, KeyPath right) => left.Equals(right);

    /// <summary>Whether they differ in any key.</summary>
    public static bool operator !=(KeyPath left, KeyPath right) => !left.Equals(right);
}
