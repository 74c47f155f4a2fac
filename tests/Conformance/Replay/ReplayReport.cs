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
    /// <param name="line">The recording's line.</param>
    /// <param name="theirs">What goto answered.</param>
    /// <param name="ours">What we answered.</param>
    /// <param name="calls">How what we asked of pods differs from what goto asked; null where it does not.</param>
    public void Add(int line, Recording theirs, Answer ours, string? calls = null)
    {
        _comparer.Note(theirs);
        var difference = _comparer.Difference(theirs, ours) ?? calls;
        if (DeliberateDifferences.Covering(file, line, theirs) is { } deliberate)
        {
            if (difference is not null) _needed.Add(deliberate.Name);
            difference = deliberate.Fault(_comparer, theirs, ours) ?? (deliberate.CallsDiffer ? null : calls);
        }

        if (difference is not null) _faults.Add(Fault(line, theirs, difference));
    }

    /// <summary>Takes an answer that breaks a rule which holds for all.</summary>
    public void Add(int line, Recording theirs, InvalidDataException broken) => _faults.Add(Fault(line, theirs, broken.Message));

    private string Fault(int line, Recording theirs, string difference) => $"{file}, line {line}, {theirs.Method} {theirs.Uri}: {difference}";
}
