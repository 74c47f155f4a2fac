namespace Lockers.Tests.Shared;

/// <summary>Legal names whose characters mean something to a formatter, a database, a URL, a shell or a reader.</summary>
public static class OddNames
{
    private static readonly string[] Braces =
        ["{", "}", "{}", "{0}", "{1}", "{x}", "{{", "}}", "{{0}}", "{0:N}", "{0", "0}", "{@x}", "{$x}", "${x}", "{0:D10}{1}", "}{",
            "{peer}", "{*path}"];

    private static readonly string[] Formats =
        ["%s", "%n", "%d%n%x", "%", "%%", "%41", "%2F", "%252F", "%7Bx%7D", "$1", "$(x)", "\\1", "\\", "\\\\", "\\n", "\\u0041", "'", "\"", "''",
            "';--", "`x`", "<b>", "&amp;", "@x", ":x", "a=b&c=d", "a?b", "a#b", "+", "++", "a+0b", "a+1b", "*", "_", "_5f", "L:x", "x|y", "~"];

    private static readonly string[] Numbers =
        ["0", "1", "42", "-1", "00AB", "AB", "ab", "Ab", "aB", "0xAB", "1e5", "ffffffffffffffff", "9223372036854775807", "NaN", "null", "true",
            "12345678-1234-1234-1234-123456789ABC", "12345678-1234-1234-1234-123456789abc", "12345678123412341234123456789abc",
            "{12345678-1234-1234-1234-123456789abc}", "00000000-0000-0000-0000-000000000000", "1+x", "10.0.0.1:8080", "[::1]:80"];

    private static readonly string[] Scripts =
        ["e\u0301", "\u00e9", "E\u0301", "\u0301", "n\u0308a\u0323", "ﬁ", "ß", "SS", "İ", "ı", "🔑", "👩\u200d👩\u200d👧", "🇩🇪",
            "שלום", "مرحبا", "abc\u202ecba",
            "\u200ex", "x\u200e", "世界", "\ufffd", "\ufeffx", "\u00a0x", "x\u00a0", "x\u3000"];

    private static readonly string[] Spaces = ["x", " x", "x ", "x  ", "x.", "x..", ".x", "..x", "...", "a b", "-x", "--x", "~x"];

    private static readonly string[] Long =
        [new('x', 256), new string('x', 255) + "y", new('é', 256), string.Concat(Enumerable.Repeat("🔑", 256)),
            string.Concat(Enumerable.Repeat("🔑", 255)) + "🔒", new('{', 256), new('A', 256), new('a', 256)];

    private static readonly string[] Words =
        ["get", "store", "locker", "lockers", "peers", "registry", "clear", "all", "current", "default", "add", "remember", "remove", "targets",
            "results", "epochs", "find", "dump", "track", "headers", "a,b", ",", "a,", "+1", "client,x"];

    /// <summary>Names of lockers, all printable ASCII characters that one can have in one of them.</summary>
    public static IReadOnlyList<string> Several { get; } = [All(), .. Braces, .. Formats, .. Numbers, .. Scripts, .. Spaces, .. Long];

    /// <summary>Names of peers and addresses: those with braces, and the words of routes.</summary>
    public static IReadOnlyList<string> Few { get; } = [.. Braces, .. Words];

    /// <summary>Names of peers and addresses.</summary>
    public static IReadOnlyList<string> Peers { get; } = [.. Several, .. Words];

    /// <summary>Names of lockers: also one with each printable ASCII character.</summary>
    public static IReadOnlyList<string> Labels { get; } = [.. All().Select(c => $"a{c}b").Concat(Several).Distinct()];

    /// <summary>A name as it stands in a URL.</summary>
    public static string Escaped(string name) => Uri.EscapeDataString(name);

    private static string All() =>
        string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(c => c is not ('/' or ',')));
}
