using Lockers.Conformance.Comparison;
using Lockers.Conformance.Control;
using Lockers.Conformance.OpenApi;
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
    /// <param name="asked">What we asked of pods; null where there were none.</param>
    public void Add(int line, Recording theirs, Answer ours, IReadOnlyList<RecordedCall>? asked = null)
    {
        _comparer.Note(theirs);
        var calls = Calls(theirs, asked);
        var difference = _comparer.Difference(theirs, ours) ?? calls;
        if (DeliberateDifferences.Covering(file, line, theirs) is { } deliberate)
        {
            if (difference is not null) _needed.Add(deliberate.Name);
            difference = deliberate.Fault(_comparer, theirs, ours)
                ?? (deliberate.Calls is { } made ? Calls(theirs with { Calls = [.. made(_comparer, theirs)] }, asked) : calls);
        }

        if (difference is not null) _faults.Add(Fault(line, theirs, difference));
        if (DocumentedAnswers.Fault(theirs.Method, theirs.Uri, ours) is { } undocumented) _faults.Add(Fault(line, theirs, undocumented));
    }

    /// <summary>Takes an answer that breaks a rule which holds for all.</summary>
    public void Add(int line, Recording theirs, InvalidDataException broken) => _faults.Add(Fault(line, theirs, broken.Message));

    private static string? Calls(Recording expected, IReadOnlyList<RecordedCall>? asked) =>
        asked is null ? null : CallComparison.Difference(expected, asked);

    private string Fault(int line, Recording theirs, string difference) => $"{file}, line {line}, {theirs.Method} {theirs.Uri}: {difference}";
}
