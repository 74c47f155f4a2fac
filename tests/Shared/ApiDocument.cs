using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lockers.Tests.Shared;

/// <summary>The API's document as it is committed: <c>docs/openapi.json</c>.</summary>
public static partial class ApiDocument
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    private static readonly Lazy<JsonObject> Read = new(() => JsonNode.Parse(System.IO.File.ReadAllText(File!))!.AsObject());

    private static readonly Lazy<IReadOnlyList<ApiOperation>> Listed = new(() => [.. All()]);

    /// <summary>Where it is.</summary>
    public static string File { get; } = Path.Combine(Repository.Root, "docs", "openapi.json");

    /// <summary>The document.</summary>
    public static JsonObject Json => Read.Value;

    /// <summary>Every operation, and every route that is named as the same as one.</summary>
    public static IReadOnlyList<ApiOperation> Operations => Listed.Value;

    /// <summary>The operation of a request; null where there is none.</summary>
    public static ApiOperation? Find(string method, string target)
    {
        var path = target.Split('?')[0];
        if (path.StartsWith("/lockers", StringComparison.Ordinal)) path = $"/registry{path}";
        return Find(path) ?? Find(path.TrimEnd('/'));

        ApiOperation? Find(string exact) => Operations.Where(operation => operation.Takes(method, exact)).MaxBy(operation => operation.Literals);
    }

    /// <summary>What the document gives as an example of a name in a path.</summary>
    public static string Example(string parameter) =>
        Json["components"]!["parameters"]![parameter]!["example"]!.ToString();

    private static IEnumerable<ApiOperation> All()
    {
        foreach (var (path, item) in Json["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject().Where(member => Methods.Contains(member.Key)))
            {
                var json = operation!.AsObject();
                yield return new(method.ToUpperInvariant(), path, IsNamed: false, json);
                foreach (var named in Named((string?)json["description"] ?? "", path)) yield return named with { Json = json };
            }
        }
    }

    // "The same: `PUT`, `POST PUT /registry/lockers/open/{label}`."
    private static IEnumerable<ApiOperation> Named(string description, string path)
    {
        if (!description.StartsWith("The same: ", StringComparison.Ordinal)) yield break;
        foreach (Match match in Words().Matches(description))
        {
            var words = match.Groups[1].Value.Split(' ');
            var (methods, other) = words[^1].StartsWith('/') ? (words[..^1], words[^1]) : (words, path);
            foreach (var method in methods) yield return new(method, other, IsNamed: true, []);
        }
    }

    [GeneratedRegex("`(.*?)`")]
    private static partial Regex Words();
}
