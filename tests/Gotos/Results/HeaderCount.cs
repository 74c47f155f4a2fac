namespace Lockers.Gotos.Results;

/// <summary>How often a header was seen: by value, by code, and crossed with other headers.</summary>
internal sealed class HeaderCount(string header)
{
    public string Header => header;

    public Count Count { get; } = new();

    public SortedDictionary<string, Count> ByValue { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Count> ByCode { get; } = new(StringComparer.Ordinal);

    /// <summary>Those seen in the same answers.</summary>
    public SortedDictionary<string, HeaderCount> Crossed { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, SortedDictionary<string, HeaderCount>> CrossedByValue { get; } = new(StringComparer.Ordinal);

    /// <summary>Counts an answer that has the header.</summary>
    /// <param name="call">The answer.</param>
    /// <param name="values">The header's values.</param>
    /// <param name="others">The headers that it is crossed with, and each of them with those behind it.</param>
    public void Add(CallResult call, IReadOnlyList<string> values, IReadOnlyList<string> others)
    {
        Count.Add(call);
        Results.Count.Add(ByCode, Results.Count.Code(call), call);
        foreach (var value in values) Results.Count.Add(ByValue, value, call, byCode: true);
        AddAll(Crossed, call, others);
        if (others.Count == 0) return;
        foreach (var value in values)
        {
            if (!CrossedByValue.TryGetValue(value, out var crossed)) CrossedByValue[value] = crossed = new(StringComparer.Ordinal);
            AddAll(crossed, call, others);
        }
    }

    /// <summary>Counts the headers of an answer that are tracked together: the first of them with the rest, the second with what is behind it.</summary>
    public static void AddAll(SortedDictionary<string, HeaderCount> counts, CallResult call, IReadOnlyList<string> headers)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            if (!call.Headers.TryGetValue(headers[i], out var values)) continue;
            if (!counts.TryGetValue(headers[i], out var count)) counts[headers[i]] = count = new HeaderCount(headers[i]);
            count.Add(call, values, [.. headers.Skip(i + 1)]);
        }
    }
}
