using Xunit;

namespace Lockers.Grains.Tests.Journal.Crashes;

/// <summary>What a storage holds that its manifest does not name.</summary>
internal static class Garbage
{
    /// <summary>Fails if there is any, except what was written when nobody waited for it any more, too late for the collection.</summary>
    internal static void Check(SimulatedStorage storage)
    {
        if (storage.Stored is not { } stored) return;
        var manifest = storage.Manifest;
        Assert.DoesNotContain(stored.Records, row => row.Key < manifest.FirstRecord && !row.Value.IsLate);
        Assert.DoesNotContain(
            stored.Chunks,
            row => !row.Value.IsLate && !manifest.Segments.Any(segment => segment.Id == row.Key.Segment && row.Key.Number < segment.Chunks));
    }
}
