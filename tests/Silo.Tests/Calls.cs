using System.Text.Json.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests;

/// <summary>What the tests ask of a node over and over.</summary>
internal static class Calls
{
    private static int _labels;

    /// <summary>A label that no other test uses.</summary>
    public static string FreshLabel() => $"fresh-{Interlocked.Increment(ref _labels)}";

    /// <summary>Opens a locker that no other test uses: it is current until the next is opened.</summary>
    public static async Task<string> OpenFresh(this NodeClient client)
    {
        var label = FreshLabel();
        await client.Post($"/registry/lockers/open/{label}").Done();
        return label;
    }

    /// <summary>The answer, which must be a 200.</summary>
    public static async Task<Answer> Done(this Task<Answer> call)
    {
        var answer = await call;
        Assert.True(answer.Status == 200, $"Expected 200, got {answer}");
        return answer;
    }

    /// <summary>The one line of text that was answered.</summary>
    public static async Task<string> Line(this Task<Answer> call)
    {
        var answer = await call.Done();
        Assert.Equal("text/plain; charset=utf-8", answer.ContentType);
        Assert.EndsWith("\n", answer.Text, StringComparison.Ordinal);
        return answer.Text[..^1];
    }

    /// <summary>The one line of text that was answered, without the counts of what went at its end.</summary>
    public static async Task<string> Words(this Task<Answer> call)
    {
        var line = await call.Line();
        Assert.Matches(@" \(\d+ lockers?, \d+ keys?, \d+ peers?\)$", line);
        return line[..line.LastIndexOf(" (", StringComparison.Ordinal)];
    }

    /// <summary>A read's JSON.</summary>
    public static async Task<JsonNode> Json(this NodeClient client, string target)
    {
        var answer = await client.Get(target).Done();
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        return answer.Json!;
    }

    /// <summary>The text at a path, already percent-encoded.</summary>
    public static async Task<string> Text(this NodeClient client, string label, string path) =>
        (await client.Get($"/registry/lockers/{label}/get/{path}").Done()).Text;

    /// <summary>Stores a text at a path, already percent-encoded.</summary>
    public static Task<Answer> Store(this NodeClient client, string label, string path, string text = "text") =>
        client.Post($"/registry/lockers/{label}/store/{path}", text).Done();

    /// <summary>The status of a read.</summary>
    public static async Task<int> Status(this NodeClient client, string target) => (await client.Get(target)).Status;

    /// <summary>A problem with this status whose detail holds these words.</summary>
    public static async Task Problem(this Task<Answer> call, int status, params string[] words)
    {
        var answer = await call;
        Assert.True(answer.Status == status, $"Expected {status}, got {answer}");
        Assert.All(words, word => Assert.Contains(word, (string)answer.Json!["detail"]!, StringComparison.Ordinal));
    }

    /// <summary>The names of a JSON object's members, in order.</summary>
    public static IEnumerable<string> Names(this JsonNode? json) => json!.AsObject().Select(member => member.Key);

    /// <summary>The strings of a JSON array, in order.</summary>
    public static IEnumerable<string> Strings(this JsonNode? json) => json!.AsArray().Select(item => (string)item!);
}
