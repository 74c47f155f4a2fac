using System.Text;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Fuzz;

/// <summary>Random and hostile requests: never a 5xx, and everything that was acknowledged is there at the end.</summary>
public sealed class FuzzTests(LockersNode node)
{
    private const int Requests = 6000;

    private static readonly string[] Words =
    [
        "registry", "lockers", "peers", "locker", "store", "get", "remove", "dump", "find", "open", "close", "clear", "labels",
        "data", "paths", "current", "default", "all", "targets", "results", "add", "remember", "load", "lock", "copyToLocker",
        "%", "%2F", "%FF", "..", ".", "a,b", ",", "%C3%A9", "%F0%9F%98%80", "[x]", "@", "(y)", ":", "~", "'", "\"", "<b>", "{}",
    ];

    private static readonly string[] Bodies =
        ["", "x", "{", "null", "[]", "{\"name\":1}", "{\"lockers\":{\"a\":1}}", "{\"lockers\":null,\"x\":2}", "\uD83D\uDE00", "{\"name\":\"p\",\"address\":\"a/b\"}"];

    [Fact]
    public async Task Hostile_requests_get_answers_and_lose_nothing()
    {
        const int seed = 20261124;
        var random = new Random(seed);
        var label = Calls.FreshLabel();
        var acknowledged = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Requests; i++)
        {
            if (i % 3 == 0) await Store(random, label, acknowledged);
            else await Hostile(random, seed, i);
        }

        foreach (var (path, text) in acknowledged)
            Assert.Equal(text, (await node.Client.Get($"/registry/lockers/{label}/get/{path}").Done()).Text);
    }

    [Theory]
    [InlineData("GET /registry/lockers HTTP/1.1\r\n\r\n")]
    [InlineData("GARBAGE\r\n\r\n")]
    [InlineData("POST /registry/lockers/x/store/k HTTP/1.1\r\nHost: n\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /registry/lockers/x/store/k HTTP/1.1\r\nHost: n\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")]
    [InlineData("GET http://[ HTTP/1.1\r\nHost: n\r\n\r\n")]
    public async Task Garbage_on_the_wire_is_answered_with_a_client_error(string bytes)
    {
        using var connection = await RawConnection.Open(node.Address);
        await connection.Write(Encoding.ASCII.GetBytes(bytes));
        var answer = await connection.Read("GET");
        Assert.True(answer is null || answer.Status is >= 400 and < 500, $"{answer}");
    }

    private async Task Store(Random random, string label, Dictionary<string, string> acknowledged)
    {
        var path = string.Join(',', Enumerable.Range(0, random.Next(1, 6)).Select(_ => $"k{random.Next(20)}"));
        var text = $"v{random.Next()}";
        await node.Client.Post($"/registry/lockers/{label}/store/{path}", text).Done();
        acknowledged[path] = text;
    }

    private async Task Hostile(Random random, int seed, int number)
    {
        // What drops every locker would drop what others are looking at too.
        var target = random.Next(2) == 0 ? "/registry" : "";
        for (var segments = random.Next(1, 7); segments > 0; segments--) target += "/" + Words[random.Next(Words.Length)];
        if (random.Next(4) == 0) target += "?data=y&level=" + random.Next(-1, 3) + "&limit=x&in=" + random.Next(2);
        var method = random.Next(3) switch { 0 => "GET", 1 => "POST", _ => "PUT" };
        var route = target.Split('?')[0];
        if (method == "POST" && (route.EndsWith("/clear", StringComparison.Ordinal) || route.EndsWith("/close", StringComparison.Ordinal))) return;
        var answer = await node.Client.Send(method, target, Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]), "text/plain");
        Assert.True(answer.Status < 500, $"seed {seed}, request {number}: {method} {target}: {answer}");
    }
}
