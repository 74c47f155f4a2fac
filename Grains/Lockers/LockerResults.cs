using System.Collections.Immutable;
using Lockers.Grains.Reading;

namespace Lockers.Grains.Lockers;

/// <summary>Renders the results that a locker's peers reported, one peer at a time.</summary>
internal static class LockerResults
{
    public static async IAsyncEnumerable<PageBreak> Render(
        PageWriter page, LockerTrees trees, ImmutableArray<PeerEntry> peers, bool detailed, bool epochs, long generation)
    {
        var reported = new InstanceResults(trees, epochs, generation);
        page.Raw("{"u8);
        for (var i = 0; i < peers.Length; i++)
        {
            if (i > 0) page.Raw(","u8);
            page.Quoted(peers[i].Name);
            page.Raw(":"u8);
            var results = await reported.Gather(peers[i].Name, peers[i].Instances);
            foreach (var full in detailed ? results.Detailed(page) : results.Summary(page)) yield return full;
            if (page.Full) yield return default;
        }

        page.Raw("}"u8);
    }
}
