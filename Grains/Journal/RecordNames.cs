using System.Globalization;

namespace Lockers.Grains.Journal;

/// <summary>What the records of a journal are called.</summary>
internal static class RecordNames
{
    /// <summary>The manifest: see <see cref="ManifestFile"/>.</summary>
    public const string Manifest = "m";

    /// <summary>A slot of the tail: write-once, numbered without gaps from where the journal began.</summary>
    public static string Slot(long number) => string.Create(CultureInfo.InvariantCulture, $"j.{number}");

    /// <summary>A chunk of a segment. The owner is in its name, so that two owners never write to one.</summary>
    public static string Chunk(Segment segment, int number) => Chunk(segment.Generation, segment.Owner, number);

    /// <inheritdoc cref="Chunk(Segment, int)"/>
    public static string Chunk(long generation, Guid owner, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"c.{generation}.{owner:N}.{number}");
}
