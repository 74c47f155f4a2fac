using System.Globalization;
using Lockers.Grains.Journal.Storage;

namespace Lockers.Grains.Journal;

/// <summary>Which record of which journal, for people.</summary>
/// <param name="Journal">The journal's name.</param>
/// <param name="Number">The log record's number, or the chunk's.</param>
/// <param name="Segment">The chunk's segment; null for a log record.</param>
internal readonly record struct RecordPlace(string Journal, long Number, SegmentId? Segment = null)
{
    /// <inheritdoc/>
    public override string ToString() => Segment is { } segment
        ? string.Create(CultureInfo.InvariantCulture, $"Chunk {Number} of segment {segment.Epoch}.{segment.Ordinal} of journal '{Journal}'")
        : string.Create(CultureInfo.InvariantCulture, $"Record {Number} of journal '{Journal}'");
}
