using System.Text;
using System.Text.Json.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Page.Nodes;

/// <summary>What the tests ask of a node beside the page.</summary>
internal static class Calls
{
    /// <summary>Asks for a change, which must be made.</summary>
    public static async Task<Answer> Done(this NodeClient client, string target, string? body = null)
    {
        var answer = await client.Post(target, body, "application/json");
        Assert.True(answer.Status == 200, $"POST {target}: {answer}");
        return answer;
    }

    /// <summary>Stores a text at a path, already percent-encoded.</summary>
    public static async Task Store(this NodeClient client, string label, string path, string text, string contentType = "text/plain") =>
        await client.Store(label, path, Encoding.UTF8.GetBytes(text), contentType);

    /// <summary>Stores bytes at a path, already percent-encoded.</summary>
    public static async Task Store(this NodeClient client, string label, string path, byte[] bytes, string contentType)
    {
        var answer = await client.Send("POST", $"/registry/lockers/{label}/store/{path}", bytes, contentType);
        Assert.True(answer.Status == 200, $"store {path}: {answer}");
    }

    /// <summary>The text at a path, already percent-encoded.</summary>
    public static async Task<string> Text(this NodeClient client, string label, string path)
    {
        var answer = await client.Get($"/registry/lockers/{label}/get/{path}");
        Assert.True(answer.Status == 200, $"get {path}: {answer}");
        return answer.Text;
    }

    /// <summary>A read's JSON.</summary>
    public static async Task<JsonNode> Json(this NodeClient client, string target)
    {
        var answer = await client.Get(target);
        Assert.True(answer.Status == 200, $"GET {target}: {answer}");
        return answer.Json!;
    }
}
