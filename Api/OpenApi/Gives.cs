using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Lockers.Api.OpenApi;

/// <summary>Answers that are not errors.</summary>
internal static class Gives
{
    private const string Plain = "text/plain";
    private const string JsonType = "application/json";

    /// <summary>What is at a path: the text as it was stored, or else the tree.</summary>
    public static readonly DocPart TextOrTree = Answer(
        200, "The text, byte for byte; `text/plain`, or `application/json` where it was sent as JSON, or `application/octet-stream` where it is not UTF-8. Where no text is "
            + "stored but keys are below, `{path: LockerData}`.",
        (Plain, "Text", "hello"), (JsonType, null, null), ("application/octet-stream", null, null));

    /// <summary>What is at the root.</summary>
    public static readonly DocPart Welcome = Answer(200, "What this is, and where things are.", (Plain, null, null), ("text/html", null, null));

    /// <summary>How pods took a call: 200, or 424 where some peer's only pod failed.</summary>
    public static readonly DocPart PodsOrFailure = Json("PodAnswers", "How the pods took it.")
        + Answer(424, "Some peer's only pod failed; how the pods took it.", (JsonType, "PodAnswers", null));

    /// <summary>How pods took a call, which is what was asked: always 200.</summary>
    public static readonly DocPart Pods = Json("PodAnswers", "How the pods took it.");

    /// <summary>Nothing, with status 200.</summary>
    public static readonly DocPart Nothing = Answer(200, "Done.");

    /// <summary>One line that says what was done.</summary>
    /// <param name="example">Such a line, without its end.</param>
    public static DocPart Line(string example) => Answer(200, "One line that says what was done.", (Plain, "Line", example + "\n"));

    /// <summary>Some text.</summary>
    public static DocPart Plainly(string what, string example) => Answer(200, what, (Plain, null, example));

    /// <summary>JSON of a shape.</summary>
    /// <param name="shape">A schema of the document.</param>
    /// <param name="what">What it is.</param>
    public static DocPart Json(string shape, string what) => Answer(200, what, (JsonType, shape, null));

    /// <summary>A table for people: JSON of a shape, or text, or CSV.</summary>
    public static DocPart Table(string shape, string what) => Answer(200, what, (JsonType, shape, null), (Plain, null, null), ("text/csv", null, null));

    /// <summary>A JSON string.</summary>
    public static DocPart JsonString(string what, string example) => (operation, _) => Add(operation, 200, what, new()
    {
        [JsonType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = JsonValue.Create(example) },
    });

    /// <summary>204, without a body.</summary>
    public static DocPart NoContent(string why) => Answer(204, why);

    /// <summary>A status with what may come in it.</summary>
    /// <param name="status">The status.</param>
    /// <param name="what">What it means.</param>
    /// <param name="types">Content types, each with a schema of the document, or none for anything, and an example.</param>
    public static DocPart Answer(int status, string what, params (string Type, string? Shape, string? Example)[] types) => (operation, document) =>
        Add(operation, status, what, types.ToDictionary(type => type.Type, type => new OpenApiMediaType
        {
            Schema = type.Shape is { } shape ? new OpenApiSchemaReference(shape, document) : new OpenApiSchema(),
            Example = type.Example is { } example ? JsonValue.Create(example) : null,
        }));

    private static void Add(OpenApiOperation operation, int status, string what, Dictionary<string, OpenApiMediaType> content) =>
        operation.Responses![Fails.Key(status)] = new OpenApiResponse { Description = what, Content = content.Count == 0 ? null : content };
}
