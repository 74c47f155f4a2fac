using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Lockers.Api.OpenApi;

/// <summary>Query parameters. Their names are in <c>QueryNames</c> too.</summary>
internal static class Asks
{
    public static readonly DocPart Data = Flag("data", "Show stored texts; without it any shows as `...`.");
    public static readonly DocPart Detailed = Flag("detailed", "Say more of each.");
    public static readonly DocPart Epochs = Flag("epochs", "What was reported in earlier epochs, too.");
    public static readonly DocPart Recursive = Flag("recursive", "Remove the whole subtree.");
    public static readonly DocPart Tree = Flag("tree", "Show the tree even where text is stored.");
    public static readonly DocPart Peers = Flag("peers", "`n`: without peer lockers.");
    public static readonly DocPart InPeers = Flag("peers", "Look into peer lockers, too.");
    public static readonly DocPart Reverse = Flag("reverse", "The latest first.");
    public static readonly DocPart Unified = Flag("unified", "One list of the events of all peers.");
    public static readonly DocPart EventData = Flag("data", "Show events' data; without it any shows as `...`.");
    public static readonly DocPart Level = Number("level", "Show so many levels of keys.", 1);
    public static readonly DocPart Limit = Number("limit", "Give so many at most.", 1);
    public static readonly DocPart Epoch = Number("epoch", "What the instance had reported in that earlier epoch of its pod.", -1);

    public static readonly DocPart In = Add("in", "Where to look: in keys (which is what happens without it), in texts, or in both.", new()
    {
        Type = JsonSchemaType.String,
        Enum = ["keys", "data", "all"],
    });

    /// <summary>A parameter that says yes or no.</summary>
    public static DocPart Flag(string name, string what) => Add(name, what, new() { Type = JsonSchemaType.String, Examples = ["y"] });

    /// <summary>A whole number.</summary>
    public static DocPart Number(string name, string what, int least) => Add(name, what, new()
    {
        Type = JsonSchemaType.Integer,
        Minimum = least.ToString(System.Globalization.CultureInfo.InvariantCulture),
    });

    /// <summary>A text.</summary>
    public static DocPart Value(string name, string what, string example, bool isRequired = false) =>
        Add(name, what, new() { Type = JsonSchemaType.String, Examples = [example] }, isRequired, example);

    /// <summary>One of some words.</summary>
    public static DocPart OneOf(string name, string what, params string[] words) =>
        Add(name, what, new() { Type = JsonSchemaType.String, Enum = [.. words.Select(word => JsonValue.Create(word))] });

    private static DocPart Add(string name, string what, OpenApiSchema schema, bool isRequired = false, string? example = null) =>
        (operation, _) => operation.Parameters!.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Query,
            Required = isRequired,
            Description = what,
            Schema = schema,
            Example = example is null ? null : JsonValue.Create(example),
        });
}
