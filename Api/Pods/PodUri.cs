using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lockers.Api.Pods;

/// <summary>Where a pod is called: nothing in an address or a target can lead a request elsewhere than to that pod.</summary>
internal static class PodUri
{
    /// <summary>The most characters of a target.</summary>
    public const int MaxTarget = 8 * 1024;

    // What a target may hold as it is; '%' too where it encodes something.
    private const string Legal = "-._~!$&'()*+,;=:@/?[]";

    // What would make an address more than a host and a port.
    private static readonly SearchValues<char> NoAddress = SearchValues.Create("/\\?#@% ");

    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>The server at an address, <c>http://host:port</c>; null where that is none, or has port 0, which nothing listens on.</summary>
    public static string? Server(string address)
    {
        if (address.AsSpan().ContainsAny(NoAddress) || !Uri.TryCreate($"http://{address}/", UriKind.Absolute, out var uri)) return null;
        return uri is { Port: > 0, AbsolutePath: "/", UserInfo: "" } ? uri.GetLeftPart(UriPartial.Authority) : null;
    }

    /// <summary>A target of a server. What a target cannot hold is encoded; nothing else is changed.</summary>
    public static Uri At(string server, string target) => new($"{server}{Encoded(target)}", AsItIs);

    /// <summary>A name as one segment of a target, or as the value of a query: everything that means something there is encoded, but not <c>,</c>.</summary>
    public static string Segment(string name) => Uri.EscapeDataString(name).Replace("%2C", ",", StringComparison.Ordinal);

    /// <summary>A path as the value of a query: as <see cref="Segment"/>, but <c>/</c> stays too.</summary>
    public static string Path(string path) => Segment(path).Replace("%2F", "/", StringComparison.Ordinal);

    /// <summary>Why a text cannot be a target; null where it can.</summary>
    public static string? WhyNotTarget(string target) =>
        !target.StartsWith('/') ? "it must be a path of the pod, which begins with '/'"
        : target.Length > MaxTarget ? $"it has {target.Length} characters; the limit is {MaxTarget}"
        : null;

    private static string Encoded(string target)
    {
        var encoded = new StringBuilder(target.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (var at = 0; at < target.Length;)
        {
            Rune.DecodeFromUtf16(target.AsSpan(at), out var character, out var units);
            if (IsLegal(character) || (character.Value == '%' && Encodes(target.AsSpan(at)))) encoded.Append(target, at, units);
            else foreach (var one in utf8[..character.EncodeToUtf8(utf8)]) encoded.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
            at += units;
        }

        return encoded.ToString();
    }

    private static bool IsLegal(Rune character) =>
        character.IsAscii && (Rune.IsLetterOrDigit(character) || Legal.Contains((char)character.Value, StringComparison.Ordinal));

    private static bool Encodes(ReadOnlySpan<char> percent) =>
        percent.Length > 2 && char.IsAsciiHexDigit(percent[1]) && char.IsAsciiHexDigit(percent[2]);
}
