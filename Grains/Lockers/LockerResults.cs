using System.Collections.Immutable;
using System.Text.Json;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Results;

namespace Lockers.Grains.Lockers;

/// <summary>Renders the results that a locker's peers reported, one peer at a time.</summary>
internal static class LockerResults
{
    public static async IAsyncEnumerable<PageBreak> Render(
        PageWriter page, LockerTrees trees, ImmutableArray<PeerEntry> peers, bool detailed, long life)
    {
        page.Raw("{"u8);
        for (var i = 0; i < peers.Length; i++)
        {
            if (i > 0) page.Raw(","u8);
            page.Quoted(peers[i].Name);
            page.Raw(":"u8);
            var results = await Gather(trees, peers[i], life);
            Write(page, results, detailed);
            if (page.Full) yield return default;
        }

        page.Raw("}"u8);
    }

    private static async Task<PeerResults> Gather(LockerTrees trees, PeerEntry peer, long life)
    {
        var results = new PeerResults();
        await LockerTrees.ForEach(peer.Instances, async instance =>
        {
            var targets = await trees.Of(peer.Name, instance.Address).ClientResults(life);
            lock (results)
            {
                foreach (var target in targets) results.Add(target.Name, target.Json);
            }
        });
        return results;
    }

    private static void Write(PageWriter page, PeerResults results, bool detailed)
    {
        using var json = new Utf8JsonWriter(page, JsonText.Options);
        if (detailed) results.WriteDetailed(json);
        else results.WriteSummary(json);
    }
}
