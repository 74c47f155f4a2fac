using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lockers.Tests.Shared;

/// <summary>An operation of the API's document, or a route that its description names as the same.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, with names in braces.</param>
/// <param name="IsNamed">Whether it is only named.</param>
/// <param name="Json">The operation.</param>
public sealed partial record ApiOperation(string Method, string Path, bool IsNamed, JsonObject Json)
{
    private readonly Regex _pattern = Pattern(Path);

    /// <summary>The operation's name.</summary>
    public string Id => (string)Json["operationId"]!;

    /// <summary>The role that it needs, <c>peer or read</c> for either; null where the document has none.</summary>
    public string? Role => (string?)Json["x-role"];

    /// <summary>Whether it has a body.</summary>
    public bool HasBody => Json["requestBody"] is not null;

    /// <summary>How much of the path is the same for all requests: of two that fit, the one with more of it is meant.</summary>
    public int Literals => Parameter().Replace(Path, "").Length;

    /// <summary>A target of such a request: each name is what the document gives as its example.</summary>
    public string Target
    {
        get
        {
            var target = Parameter().Replace(Path, part => Uri.EscapeDataString(ApiDocument.Example(part.Groups[1].Value)));
            var query = Json["parameters"]?.AsArray()
                .Where(parameter => (string?)parameter!["in"] == "query" && (bool?)parameter["required"] == true)
                .Select(parameter => $"{(string)parameter!["name"]!}={Uri.EscapeDataString((string)parameter["example"]!)}").ToList();
            return query is [_, ..] ? $"{target}?{string.Join('&', query)}" : target;
        }
    }

    /// <summary>Whether a request is one of this operation.</summary>
    /// <param name="method">Its method; HEAD is as GET.</param>
    /// <param name="path">Its path, below <c>/registry</c>, without the query.</param>
    public bool Takes(string method, string path) => Method == (method == "HEAD" ? "GET" : method) && _pattern.IsMatch(path);

    // What is behind the words that a path follows is the rest of the target.
    private static Regex Pattern(string path)
    {
        var rest = RestAtEnd().IsMatch(path);
        var pattern = string.Join("[^/]+", Parameter().Split(rest ? path[..path.LastIndexOf('/')] : path).Where((_, at) => at % 2 == 0).Select(Regex.Escape));
        return new($"^{pattern}{(rest ? "/.*" : "")}$", RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }

    [GeneratedRegex("{(.*?)}")]
    private static partial Regex Parameter();

    [GeneratedRegex("/(store|get|remove|find|search|lock|dump)/{(path|text|x)}$")]
    private static partial Regex RestAtEnd();
}
