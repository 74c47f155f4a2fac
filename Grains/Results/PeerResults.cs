using System.Runtime.InteropServices;
using Lockers.Grains.Reading;

namespace Lockers.Grains.Results;

/// <summary>
/// One peer's results, merged over its instances. The same texts give the same results in whatever order and
/// grouping they are added and merged.
/// </summary>
internal sealed class PeerResults
{
    private readonly Dictionary<string, TargetResults> _targets = [];

    /// <summary>Adds what one instance reports of one target.</summary>
    /// <param name="target">The key it was stored under, which names the target; empty for the peer's own total of all targets.</param>
    /// <param name="text">The stored text. One that is no TargetResults lists the target and counts zero.</param>
    public void Add(string target, ReadOnlySpan<byte> text) => Add(target, TargetResultsReader.Read(text));

    /// <summary>Adds what one instance counted of one target.</summary>
    /// <param name="target">As above.</param>
    /// <param name="results">They belong to these results from now on.</param>
    public void Add(string target, TargetResults results)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_targets, target, out _);
        if (slot is null) slot = results;
        else slot.Merge(results);
    }

    /// <summary>Adds another's results to these: of other instances of the peer. The other is left as it was.</summary>
    public void Merge(PeerResults other)
    {
        foreach (var (target, results) in other._targets)
        {
            var copy = new TargetResults();
            copy.Merge(results);
            Add(target, copy);
        }
    }

    /// <summary>
    /// Writes <c>{target: TargetResults}</c>. Each target's part is a text that <see cref="Add(string, ReadOnlySpan{byte})"/>
    /// reads back.
    /// </summary>
    public IEnumerable<PageBreak> Detailed(PageWriter page)
    {
        using var to = new ResultsWriter(page);
        foreach (var full in to.Maps(_targets, to.Target)) yield return full;
    }

    /// <summary>Writes the object of counts per target and over all targets.</summary>
    public IEnumerable<PageBreak> Summary(PageWriter page)
    {
        using var to = new ResultsWriter(page);
        foreach (var full in SummaryWriter.Write(to, _targets)) yield return full;
    }
}
