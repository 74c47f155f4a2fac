using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Contexts;

public sealed class ContextNameTests(LockersNode node)
{
    // Also what means something elsewhere: no word of a route stands where a context does.
    private static readonly string[] Contexts =
        [.. OddNames.Several, "current", "default", "Default", "all", "lockers", "context", "registry", "peers", "dump", "find", "open", "close", "store", "get"];

    public static TheoryData<string> Bad => [new string('x', 257), "a%01b", "a%7Fb", "a,b", "a%2Cb", "a%2Fb", "%2F", "%80", "%20", "%E2%80%8B", ".", "..", "%2E%2E"];

    [Fact]
    public async Task Every_legal_name_is_told_apart_through_storing_finding_dumping_loading_and_closing()
    {
        await Each(Contexts, async name =>
        {
            await Post($"{ContextCalls.At(name)}/open/{OddNames.Escaped(Label(name))}");
            await Post($"{ContextCalls.At(name)}/{OddNames.Escaped(Label(name))}/store/k", name);
        });
        await AllThere();
        var dump = await Get("/registry/dump");

        await Each(Contexts, name => Post($"{ContextCalls.At(name)}/{OddNames.Escaped(Label(name))}/close"));
        await Each(Contexts, async name => Assert.Equal("{}\n", await Get($"{ContextCalls.At(name)}/{OddNames.Escaped(Label(name))}/get/k")));
        await Post("/registry/load", dump);

        await AllThere();
        Assert.Equal(ContextCalls.ContextsOf(dump), ContextCalls.ContextsOf(await Get("/registry/dump")));
        await Post("/registry/load", """{"contexts":{}}""");
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_context_against_the_rules_is_refused(string context)
    {
        var at = $"/registry/context/{context}/lockers";
        foreach (var change in (string[])["/L1/open", "/open/L1", "/L1/store/a", "/L1/remove/a", "/L1/close", "/close/L1", "/L1/clear", "/L1/load", "/close", "/clear"])
            await Refused("POST", $"{at}{change}");
        foreach (var read in (string[])["", "/all", "/labels", "/data/paths", "/find/a", "/L1", "/L1/get/a", "/current/get/a", "/L1/find/a", "/L1/dump", "/L1/data/keys"])
            await Refused("GET", $"{at}{read}");
    }

    private static string Label(string context) => OddNames.Several[Math.Abs(context.Length * 7) % OddNames.Several.Count];

    private async Task AllThere()
    {
        var listed = (await node.Client.Json("/registry/context")).Strings().ToList();
        Assert.Empty(Contexts.Except(listed));
        Assert.Equal(listed.Order(Comparer<string>.Create((a, b) =>
            System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b)))), listed);
        await Each(Contexts, async name =>
        {
            var found = (await RawConnection.Exchange(node.Address, "GET", $"{ContextCalls.At(name)}/find/k")).Json!.AsArray();
            Assert.Equal(name, await Get((string)Assert.Single(found)!));
            Assert.Equal(name, await Get($"{ContextCalls.At(name)}/current/get/k"));
            Assert.Equal([Label(name)], (await RawConnection.Exchange(node.Address, "GET", $"{ContextCalls.At(name)}/labels")).Json.Strings());
        });
    }

    private async Task Refused(string method, string target)
    {
        var answer = await RawConnection.Exchange(node.Address, method, target, method == "POST" ? "text" : null);
        Assert.True(answer.Status == 400, $"{method} {target}: {answer}");
        Conduct.Check(target, answer);
    }

    private async Task Post(string target, string? body = null) => await Done("POST", target, body);

    private Task<string> Get(string target) => Done("GET", target, null);

    private async Task<string> Done(string method, string target, string? body)
    {
        var answer = await RawConnection.Exchange(node.Address, method, target, body);
        Assert.True(answer.Status == 200, $"{method} {target}: {answer}");
        return answer.Text;
    }

    private static Task Each(IEnumerable<string> names, Func<string, Task> call) => Parallel.ForEachAsync(
        names, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (name, _) => await call(name));
}
