using System.Text;

namespace Lockers.Silo.Tests.Fuzz;

/// <summary>Requests that nobody in their right mind would send, except those that rightly empty the whole registry.</summary>
internal sealed class HostileSource(Random random)
{
    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "POST", "POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS",
        "HEAD", "BREW"];

    private static readonly string[] Words =
    [
        "registry", "lockers", "peers", "open", "close", "clear", "labels", "current", "CURRENT", "default", "all", "data", "paths",
        "find", "get", "store", "remove", "dump", "load", "targets", "results", "locker", "lock", "add", "remember", "epochs",
        "copyToLocker", "track",
        "headers",
        "probes", "jobs", "health", "cloneFrom", "call", "events", "hostile", "1.1.1.1:1", "[::1]:80", "p1", "p2", "search", "keys",
        "context",
    ];

    private static readonly string[] Pieces =
    [
        "", "a", "%", "%zz", "%80", "%C3%28", "%2F", "%2C", "%25", "%252F", "%01", "%0A", "..", ".", "%2E%2E", "*", "{peer}", "a,b,c",
        ",,,", "%C3%A9", "%E4%B8%96",
        "%F0%9F%98%80", "%ED%A0%80", "+", ";x=y", "<script>", "'--", "$", "~", "|", "\\", "%5C", "...", "null", "-1", "@(x):[y]",
    ];

    private static readonly string[] Queries =
    [
        "", "", "?data=y", "?level=1", "?level=-1", "?level=x", "?level=99999999999999999999", "?limit=0", "?limit=-5", "?limit=1e9",
        "?data=y&data=n",
        "?tree=y", "?in=all", "?in=nonsense", "?peers=y", "?detailed=y", "?recursive=y", "?%80=%80", "?&&&===", "?data=%00", "?x=y",
    ];

    private static readonly string[] Types =
        ["", "text/plain", "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=",
            "application/json; charset=nope", "/;;"];

    private static readonly string[] Bodies =
    [
        "", "{}", "null", "[", "{\"name\":1}", "{\"name\":\"p1\",\"address\":\"1.1.1.1:1\"}",
        "{\"name\":\"p1/\",\"address\":\"\\u0000\"}", "{\"lockers\":",
        "{\"lockers\":[]}", "{\"lockers\":{\"x\":null}}", "{\"peers\":{\"p\":{\"pods\":5}}}", "a=b&c=d", "{\"invocationCounts\":1e400}",
        "\u0000\uFFFF", "\"\\ud800\"",
    ];

    private static readonly string[] Emptying = ["lockers/close", "lockers/clear", "peers/clear"];

    /// <summary>The next one.</summary>
    public (string Method, string Target, byte[]? Body, string? Type) Next()
    {
        while (true)
        {
            var (method, target) = (Pick(Methods), Target());
            if (method == "POST" && IsEmptying(target)) continue;
            return (method, target, method is "GET" or "HEAD" ? null : Body(), Pick(Types));
        }
    }

    private static bool IsEmptying(string target)
    {
        var route = Plain(target);
        return Emptying.Any(end => route.EndsWith(end, StringComparison.Ordinal));
    }

    // The route as a lenient reader might take it.
    private static string Plain(string target) =>
        string.Join('/', Uri.UnescapeDataString(target.Split('?')[0]).ToLowerInvariant().Split('/', StringSplitOptions.RemoveEmptyEntries));

    private string Target()
    {
        var target = new StringBuilder(
            random.Next(4) switch { 0 => "", 1 => "/registry/peers", 2 => "/lockers", _ => "/registry/lockers" });
        for (var i = random.Next(7); i >= 0; i--)
        {
            target.Append(random.Next(15) == 0 ? "//" : "/");
            target.Append(random.Next(3) == 0 ? Piece() : Pick(Words));
        }

        return target.Append(random.Next(10) == 0 ? "/" : "").Append(Pick(Queries)).ToString();
    }

    private string Piece() => random.Next(30) switch
    {
        0 => new string('x', random.Next(3000)),
        1 => string.Concat(Enumerable.Repeat("k,", random.Next(300))),
        2 => Pick(Pieces) + Pick(Pieces) + Pick(Pieces),
        _ => Pick(Pieces),
    };

    private byte[] Body()
    {
        if (random.Next(3) != 0) return Encoding.UTF8.GetBytes(Pick(Bodies));
        var bytes = new byte[random.Next(random.Next(20) == 0 ? 100_000 : 200)];
        random.NextBytes(bytes);
        return bytes;
    }

    private string Pick(string[] of) => of[random.Next(of.Length)];
}
