using Lockers.Tests.Shared;

namespace Lockers.Silo.Tests.Contexts;

/// <summary>What the tests ask of contexts over and over.</summary>
internal static class ContextCalls
{
    /// <summary>A context that no other test uses.</summary>
    public static string FreshContext() => $"context-{Calls.FreshLabel()}";

    /// <summary>Where the lockers of a context are.</summary>
    public static string At(string context) => $"/registry/context/{OddNames.Escaped(context)}/lockers";

    /// <summary>The section of a dump with the contexts, as it is.</summary>
    public static string ContextsOf(string dump) => dump[dump.LastIndexOf("\"contexts\":{", StringComparison.Ordinal)..];

    /// <summary>Stores a text at a path, already percent-encoded.</summary>
    public static Task<Answer> StoreIn(this NodeClient client, string context, string label, string path, string text = "text") =>
        client.Post($"{At(context)}/{OddNames.Escaped(label)}/store/{path}", text).Done();

    /// <summary>The text at a path, already percent-encoded.</summary>
    public static async Task<string> TextIn(this NodeClient client, string context, string label, string path) =>
        (await client.Get($"{At(context)}/{OddNames.Escaped(label)}/get/{path}").Done()).Text;
}
