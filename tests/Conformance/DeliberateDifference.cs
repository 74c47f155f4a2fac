using System.IO.Enumeration;
using Lockers.Conformance.Comparison;
using Lockers.Tests.Shared;

namespace Lockers.Conformance;

/// <summary>An answer that is not goto's, on purpose.</summary>
/// <param name="Name">What tests call it.</param>
/// <param name="File">The recording; * stands for any part of its name.</param>
/// <param name="Request">Verb and URI; * stands for one segment, and alone for any; <c>**</c> at the end for all segments that are left.</param>
/// <param name="Why">The reason.</param>
/// <param name="Fault">What is wrong with our answer all the same, or null.</param>
internal sealed record DeliberateDifference(
    string Name, string File, string Request, string Why, Func<Comparer, Recording, Answer, string?> Fault)
{
    /// <summary>The line of the recording, where its URI does not tell.</summary>
    public int? Line { get; init; }

    /// <summary>The lines of the recording, where it is about several; empty for any.</summary>
    public IReadOnlyList<int> Lines { get; init; } = [];

    /// <summary>What else must be so of the exchange.</summary>
    public Func<Recording, bool> When { get; init; } = _ => true;

    /// <summary>What is asked of pods instead, where that differs, too; null where it is what goto asked.</summary>
    public Func<Comparer, Recording, IEnumerable<RecordedCall>>? Calls { get; init; }

    /// <summary>Whether it is about this exchange.</summary>
    public bool Covers(string file, int line, Recording exchange) =>
        FileSystemName.MatchesSimpleExpression(File, file) && (Line is null || Line == line) && (Lines.Count == 0 || Lines.Contains(line))
        && Matches($"{exchange.Method} {exchange.Uri}") && When(exchange);

    private bool Matches(string request)
    {
        if (Request == "*") return true;
        var (pattern, segments) = (Request.Split('/'), request.Split('/'));
        if (pattern[^1] == "**") (pattern, segments) = (pattern[..^1], segments[..Math.Min(segments.Length, pattern.Length - 1)]);
        return pattern.Length == segments.Length && pattern.Zip(segments).All(pair => pair.First == "*" || pair.First == pair.Second);
    }
}
