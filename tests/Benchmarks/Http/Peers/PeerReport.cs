using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Lockers.Benchmarks.Http.Peers;

/// <summary>What instances report of a target: a real report of a goto 0.4.1 peer (TargetResults.json), with a count that says which it is.</summary>
internal static class PeerReport
{
    // Six digits, so that all reports of a target have one length.
    private const int FirstCount = 100_000;
    private const int Digits = 6;
    private static readonly (byte[] Text, int Count)[] Templates = [.. Enumerable.Range(0, PeerInstance.Targets).Select(Template)];

    /// <summary>The length of a report.</summary>
    public static int Bytes(int target) => Templates[target].Text.Length;

    /// <summary>Writes a report.</summary>
    /// <returns>Its length.</returns>
    public static int Write(int target, int count, Span<byte> to)
    {
        var (text, at) = Templates[target];
        text.CopyTo(to);
        Utf8Formatter.TryFormat(FirstCount + count, to.Slice(at, Digits), out _);
        return text.Length;
    }

    /// <summary>The count of a report that was stored.</summary>
    public static int CountOf(string report)
    {
        using var json = JsonDocument.Parse(report);
        return json.RootElement.GetProperty("invocationCounts").GetInt32() - FirstCount;
    }

    private static (byte[] Text, int Count) Template(int target)
    {
        const string Name = "\"invocationCounts\":";
        using var resource = typeof(PeerReport).Assembly.GetManifestResourceStream("TargetResults.json")!;
        using var reader = new StreamReader(resource);
        var text = reader.ReadToEnd().Trim().Replace("\"t1\"", $"\"t{target}\"", StringComparison.Ordinal)
            .Replace($"{Name}20,", $"{Name}{FirstCount},", StringComparison.Ordinal);
        return (Encoding.UTF8.GetBytes(text), text.IndexOf(Name, StringComparison.Ordinal) + Name.Length);
    }
}
