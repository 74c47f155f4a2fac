using Lockers.Conformance.Comparison;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Replay;

/// <summary>How a node's answers to a recording compare with goto's.</summary>
internal sealed class ReplayReport(string file)
{
    private readonly Comparer _comparer = new();
    private readonly List<string> _faults = [];
    private readonly HashSet<string> _needed = [];

    /// <summary>Every answer that is neither goto's nor what a deliberate difference says.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The deliberate differences without which an answer would have been a fault.</summary>
    public IReadOnlySet<string> Needed => _needed;

    /// <summary>Takes an answer.</summary>
    public void Add(int line, Recording theirs, Answer ours)
    {
        _comparer.Note(theirs);
        var difference = _comparer.Difference(theirs, ours);
        if (DeliberateDifferences.Covering(file, line, theirs) is { } deliberate)
        {
            if (difference is not null) _needed.Add(deliberate.Name);
            difference = deliberate.Fault(_comparer, theirs, ours);
        }

        if (difference is not null) _faults.Add($"{file}, line {line}, {theirs.Method} {theirs.Uri}: {difference}");
    }
}
