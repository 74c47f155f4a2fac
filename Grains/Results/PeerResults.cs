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

    /// <summary>What was added and merged, by target.</summary>
    public IReadOnlyDictionary<string, TargetResults> Targets => _targets;

    /// <summary>The sums over all targets.</summary>
    public TargetResults OverAll() => SummaryWriter.OverAll(_targets);

    /// <summary>Adds what one instance reports of one target.</summary>
    /// <param name="target">The key it was stored under, which names the target; empty for the peer's own total of all targets.</param>
    /// <param name="text">The stored text. One that is no TargetResults lists the target and counts zero.</param>
    public void Add(string target, ReadOnlySpan<byte> text) => At(target).Merge(TargetResultsReader.Read(text));

    /// <summary>Adds what <see cref="ResultsEncoder"/> wrote of one instance's targets.</summary>
    /// <param name="encoded">Targets one after the other; the last may be cut off anywhere.</param>
    /// <returns>How many bytes were read: those of the targets that are whole.</returns>
    public int Add(ReadOnlySpan<byte> encoded) => ResultsDecoder.Add(encoded, _targets);

    /// <summary>Adds another's results to these: of other instances of the peer. The other is left as it was.</summary>
    public void Merge(PeerResults other)
    {
        foreach (var (target, results) in other._targets)
        {
            At(target).Merge(results);
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

    /// <summary>Forgets all targets but some.</summary>
    public void Keep(IReadOnlyCollection<string> targets)
    {
        foreach (var target in _targets.Keys.Except(targets).ToList()) _targets.Remove(target);
    }

    /// <summary>Writes <c>{target: TargetResults}</c> in the shape of goto 0.9 and later.</summary>
    public IEnumerable<PageBreak> ClientDetails(PageWriter page)
    {
        using var to = new ResultsWriter(page);
        foreach (var full in ClientResultsWriter.Write(to, _targets)) yield return full;
    }

    /// <summary>Writes the sums per target and over all targets in the shape of goto 0.9 and later.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="parts">Beside a count, what it is made up of.</param>
    public IEnumerable<PageBreak> ClientSummary(PageWriter page, bool parts)
    {
        using var to = new ResultsWriter(page);
        foreach (var full in new ClientSummaryWriter(to, parts).Write(_targets)) yield return full;
    }

    private TargetResults At(string target) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_targets, target, out _) ??= new TargetResults();
}
