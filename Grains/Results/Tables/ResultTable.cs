using System.Runtime.InteropServices;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Results.Tables;

/// <summary>The results of one locker as rows: one for each target, peer or instance. What a peer reports as its total of all targets is left out.</summary>
/// <param name="by">What a row sums up.</param>
internal sealed class ResultTable(ResultGrouping by)
{
    private readonly Dictionary<string, TargetResults> _rows = [];

    /// <summary>Adds what an instance of a peer reported. One that reported nothing is a row too, where rows are instances or peers.</summary>
    public void Add(string peer, string address, PeerResults reported)
    {
        switch (by)
        {
            case ResultGrouping.Peer:
                At(peer).Merge(reported.OverAll());
                break;
            case ResultGrouping.Instance:
                At(RowName.Of(peer, address)).Merge(reported.OverAll());
                break;
            default:
                Add(reported);
                break;
        }
    }

    /// <summary>Adds rows that were put together elsewhere.</summary>
    public void Add(PeerResults rows)
    {
        foreach (var (name, results) in rows.Targets)
        {
            if (name != SummaryWriter.AllTargets) At(name).Merge(results);
        }
    }

    /// <summary>The rows of which any response counts, all where every one does; by name, in the order of UTF-8.</summary>
    public List<ResultRow> Rows(StatusFilter filter)
    {
        var rows = new List<ResultRow>(_rows.Count);
        foreach (var (name, results) in _rows)
        {
            if (filter.IsAll || results.ByStatusCode?.Keys.Any(filter.Counts) == true) rows.Add(new(new(by, name), results));
        }

        rows.Sort(static (a, b) => Utf8Order.Instance.Compare(a.Name.Text, b.Name.Text));
        return rows;
    }

    private TargetResults At(string name) => CollectionsMarshal.GetValueRefOrAddDefault(_rows, name, out _) ??= new TargetResults();
}

/// <summary>A row.</summary>
/// <param name="Name">What it sums up.</param>
/// <param name="Results">The sums.</param>
internal readonly record struct ResultRow(RowName Name, TargetResults Results);
