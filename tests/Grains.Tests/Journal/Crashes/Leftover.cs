using System.Globalization;
using Lockers.Grains.Journal;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>What a storage holds that its manifest does not name.</summary>
internal static class Leftover
{
    /// <summary>Fails if there is any, except what nobody could know of.</summary>
    internal static void Check(SharedRecords records, IReadOnlyCollection<SimulatedOwner> owners)
    {
        var needed = Needed(records);
        Assert.DoesNotContain(records.Rows, row => !needed.Contains(row.Key) && !IsNobodys(row.Key, row.Value, owners));
    }

    /// <summary>
    /// Whether it was written when nobody waited for it any more, or by an owner that had been replaced, or for a claim that
    /// came to nothing: too late for whoever tidied up.
    /// </summary>
    private static bool IsNobodys(string name, SharedRecords.Row row, IReadOnlyCollection<SimulatedOwner> owners) =>
        row.Late
        || owners.First(owner => owner.Id == row.Writer) is var writer && (writer.WasSuperseded(row) || (!writer.IsReady && name[0] == 'j'));

    private static HashSet<string> Needed(SharedRecords records)
    {
        var needed = new HashSet<string>();
        if (!records.Rows.TryGetValue(RecordNames.Manifest, out var row)) return needed;
        var manifest = Manifest.Decode(row.Bytes);
        needed.Add(RecordNames.Manifest);
        foreach (var segment in manifest.Segments)
        {
            for (var number = 0; number < segment.Chunks; number++) needed.Add(RecordNames.Chunk(segment, number));
        }

        needed.Add(RecordNames.Slot(manifest.Fence));
        foreach (var name in records.Rows.Keys.Where(name => name[0] == 'j'))
        {
            if (long.Parse(name.AsSpan(2), CultureInfo.InvariantCulture) >= manifest.FirstSlot) needed.Add(name);
        }

        return needed;
    }
}
