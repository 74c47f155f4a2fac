using System.Buffers;
using System.Collections.Immutable;
using Lockers.Grains.Activation;
using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Results;
using Lockers.Grains.Results.Tables;

namespace Lockers.Grains.Lockers;

/// <summary>Puts together and renders the table of what a locker's peers reported. It is gathered whole: rows are sums, and as many as there are targets or instances.</summary>
/// <param name="trees">The locker's trees.</param>
/// <param name="peers">The peers that it lists.</param>
/// <param name="query">Which table.</param>
/// <param name="generation">The generation that is meant.</param>
internal sealed class ResultTables(LockerTrees trees, ImmutableArray<PeerEntry> peers, ResultTableQuery query, long generation)
{
    /// <summary>Renders it.</summary>
    public async IAsyncEnumerable<PageBreak> Render(PageWriter page)
    {
        var rows = (await Gather()).Rows(query.Statuses);
        var rendering = query.Format switch
        {
            TableFormat.Text => TableText.Write(page, query, rows),
            TableFormat.Csv => TableCsv.Write(page, query, rows),
            _ => TableJson.Write(page, trees.Name.Label, query, rows),
        };
        foreach (var full in rendering) yield return full;
    }

    /// <summary>Renders its rows in the form in which grains pass results on.</summary>
    public async IAsyncEnumerable<PageBreak> RenderRows(PageWriter page)
    {
        var row = new ArrayBufferWriter<byte>();
        foreach (var (name, results) in (await Gather()).Rows(StatusFilter.All))
        {
            row.ResetWrittenCount();
            ResultsEncoder.Write(row, name.Text, results);
            foreach (var full in ResultsEncoder.Copy(page, row)) yield return full;
        }
    }

    /// <summary>Renders it beside another locker's.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="other">The other locker.</param>
    /// <param name="label">Its label.</param>
    /// <param name="otherGeneration">The generation of it that is meant, or 0.</param>
    /// <param name="departure">When this grain leaves its node: the other may be this one, or wait for it.</param>
    public async IAsyncEnumerable<PageBreak> RenderBeside(PageWriter page, ILockerGrain other, string label, long otherGeneration, Departure departure)
    {
        var gathering = Gather();
        var theirs = new ResultTable(query.By);
        try
        {
            var rowsOfOther = new PeerResults();
            await departure.Wait(EncodedResults.Read(other, other.ReadResultRows(query, otherGeneration), rowsOfOther), notMade: true);
            theirs.Add(rowsOfOther);
        }
        finally
        {
            await ((Task)gathering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var rows = ComparedRow.Of(await gathering, theirs, query.Statuses);
        var rendering = query.Format switch
        {
            TableFormat.Text => ComparisonText.Write(page, trees.Name.Label, label, query, rows),
            TableFormat.Csv => ComparisonCsv.Write(page, query, rows),
            _ => ComparisonJson.Write(page, trees.Name.Label, label, query, rows),
        };
        foreach (var full in rendering) yield return full;
    }

    private async Task<ResultTable> Gather()
    {
        var table = new ResultTable(query.By);
        var instances = peers.SelectMany(peer => peer.Instances.Select(instance => (peer.Name, instance.Address)));
        await FanOut.ForEach(instances, async instance =>
        {
            var reported = new PeerResults();
            var tree = trees.Of(instance.Name, instance.Address);
            await EncodedResults.Read(tree, tree.ReadCounts(generation, query.Epochs), reported);
            lock (table) table.Add(instance.Name, instance.Address, reported);
        });
        return table;
    }
}
