namespace Lockers.Api.Events;

/// <summary>
/// An event as Go prints it, which some gotos send as JSON:
/// <c>&amp;{Title:Target Invoked Summary:t1 Data:0xc00080e4c0 At:2026-11-27 01:11:59.681027821 +0000 UTC m=+1.640588916 Peer:peer1 PeerHost:h}</c>.
/// </summary>
/// <param name="Title">The title.</param>
/// <param name="Summary">The summary; empty where there is none.</param>
/// <param name="At">The time, RFC 3339; null where it is none.</param>
internal sealed record GoText(string Title, string Summary, string? At)
{
    private const string Start = "&{Title:";
    private const string Utc = " +0000 UTC";

    /// <summary>What a text says; null where it is no such event.</summary>
    public static GoText? Parse(string text)
    {
        if (!text.StartsWith(Start, StringComparison.Ordinal)) return null;
        var data = text.IndexOf(" Data:", StringComparison.Ordinal);
        if (data < 0) return null;
        var summary = text.IndexOf(" Summary:", 0, data, StringComparison.Ordinal);
        var title = text[Start.Length..(summary < 0 ? data : summary)];
        return new(title, summary < 0 ? "" : text[(summary + " Summary:".Length)..data], Time(text));
    }

    private static string? Time(string text)
    {
        const string name = " At:";
        var start = text.LastIndexOf(name, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf(Utc, start, StringComparison.Ordinal);
        return end < 0 ? null : text[(start + name.Length)..end].Replace(' ', 'T') + "Z";
    }
}
