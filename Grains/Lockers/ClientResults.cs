using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Results;

namespace Lockers.Grains.Lockers;

/// <summary>
/// Renders the results that a locker's peers reported in the shapes of goto 0.9 and later, one peer at a time. What is gathered of a peer is not
/// kept: details and summary of one answer are gathered one after the other, and peers may report in between.
/// </summary>
internal sealed class ClientResults(PageWriter page, InstanceResults reported, ClientResultsQuery query)
{
    /// <summary>Renders the summary, or <c>{"details":{},"summary":{}}</c>.</summary>
    public async IAsyncEnumerable<PageBreak> Render(ImmutableArray<PeerEntry> peers)
    {
        if (!query.Details)
        {
            await foreach (var full in Peers(peers, results => results.ClientSummary(page, parts: false))) yield return full;
            yield break;
        }

        page.Raw("{\"details\":"u8);
        await foreach (var full in Peers(peers, results => results.ClientDetails(page))) yield return full;
        page.Raw(",\"summary\":"u8);
        await foreach (var full in Peers(peers, results => results.ClientSummary(page, parts: true))) yield return full;
        page.Raw("}"u8);
    }

    private async IAsyncEnumerable<PageBreak> Peers(ImmutableArray<PeerEntry> peers, Func<PeerResults, IEnumerable<PageBreak>> write)
    {
        page.Raw("{"u8);
        for (var i = 0; i < peers.Length; i++)
        {
            Name(peers[i].Name, isFirst: i == 0);
            if (query.Instances)
            {
                await foreach (var full in Instances(peers[i], write)) yield return full;
            }
            else
            {
                foreach (var full in write(await Gather(peers[i].Name, peers[i].Instances))) yield return full;
            }

            if (page.Full) yield return default;
        }

        page.Raw("}"u8);
    }

    private async IAsyncEnumerable<PageBreak> Instances(PeerEntry peer, Func<PeerResults, IEnumerable<PageBreak>> write)
    {
        page.Raw("{"u8);
        for (var i = 0; i < peer.Instances.Length; i++)
        {
            Name(peer.Instances[i].Address, isFirst: i == 0);
            foreach (var full in write(await Gather(peer.Name, [peer.Instances[i]]))) yield return full;
            if (page.Full) yield return default;
        }

        page.Raw("}"u8);
    }

    private async Task<PeerResults> Gather(string peer, ImmutableArray<InstanceEntry> instances)
    {
        var results = await reported.Gather(peer, instances);
        if (!query.Targets.IsDefaultOrEmpty) results.Keep(query.Targets);
        return results;
    }

    private void Name(string name, bool isFirst)
    {
        if (!isFirst) page.Raw(","u8);
        page.Quoted(name);
        page.Raw(":"u8);
    }
}
