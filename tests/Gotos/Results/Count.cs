namespace Lockers.Gotos.Results;

/// <summary>How often something was seen, with how many retries, and when at first and last.</summary>
internal sealed class Count
{
    public int Value { get; private set; }

    public int Retries { get; private set; }

    public DateTimeOffset? First { get; private set; }

    public DateTimeOffset? Last { get; private set; }

    /// <summary>Counts these too, by code.</summary>
    public SortedDictionary<string, Count> ByCode { get; } = new(StringComparer.Ordinal);

    public void Add(CallResult call)
    {
        Value++;
        Retries += call.Retries;
        First = First is { } first && first <= call.At ? first : call.At;
        Last = Last is { } last && last >= call.At ? last : call.At;
    }

    /// <summary>Counts under a key, and there by code.</summary>
    public static void Add(SortedDictionary<string, Count> counts, string key, CallResult call, bool byCode = false)
    {
        if (!counts.TryGetValue(key, out var count)) counts[key] = count = new Count();
        count.Add(call);
        if (byCode) Add(count.ByCode, Code(call), call);
    }

    public static string Code(CallResult call) => call.Code.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
