using Lockers.Conformance.Comparison;
using Lockers.Tests.Shared;

namespace Lockers.Conformance;

/// <summary>An answer that is not goto's, on purpose.</summary>
/// <param name="Name">What tests call it.</param>
/// <param name="File">The recording, or * for any.</param>
/// <param name="Request">Verb and URI; * stands for one segment, and alone for any.</param>
/// <param name="Why">The reason.</param>
/// <param name="Fault">What is wrong with our answer all the same, or null.</param>
internal sealed record DeliberateDifference(
    string Name, string File, string Request, string Why, Func<Comparer, Recording, Answer, string?> Fault)
{
    /// <summary>The line of the recording, where its URI does not tell.</summary>
    public int? Line { get; init; }

    /// <summary>The lines of the recording, where it is about several; empty for any.</summary>
    public IReadOnlyList<int> Lines { get; init; } = [];

    /// <summary>Whether it is about this exchange.</summary>
    public bool Covers(string file, int line, Recording exchange) =>
        (File == "*" || File == file) && (Line is null || Line == line) && (Lines.Count == 0 || Lines.Contains(line))
        && Matches($"{exchange.Method} {exchange.Uri}");

    private bool Matches(string request)
    {
        if (Request == "*") return true;
        var (pattern, segments) = (Request.Split('/'), request.Split('/'));
        return pattern.Length == segments.Length && pattern.Zip(segments).All(pair => pair.First == "*" || pair.First == pair.Second);
    }
}
