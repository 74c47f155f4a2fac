using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Lockers.Api.OpenApi;

/// <summary>Bodies of requests. Any content type is accepted, and none.</summary>
internal static class Takes
{
    /// <summary>What becomes the text at a key.</summary>
    public static readonly DocPart Text = Body(
        "Becomes the text, byte for byte; an empty body is an empty text. What is sent as JSON is answered as JSON.", isRequired: false,
        ("text/plain", "Text", "hello"), ("application/json", null, null), ("application/octet-stream", null, null));

    /// <summary>A script or a file.</summary>
    public static readonly DocPart File = Body("The bytes, at least one.", isRequired: true, ("application/octet-stream", null, null));

    /// <summary>Whatever is passed on.</summary>
    public static readonly DocPart Anything = Body("Passed on as it is.", isRequired: false, ("*/*", null, null));

    /// <summary>JSON of a shape.</summary>
    /// <param name="shape">A schema of the document.</param>
    /// <param name="what">What it is for.</param>
    public static DocPart Json(string shape, string what) => Body(what, isRequired: true, ("application/json", shape, null));

    private static DocPart Body(string what, bool isRequired, params (string Type, string? Shape, string? Example)[] types) => (operation, document) =>
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Description = what,
            Required = isRequired,
            Content = types.ToDictionary(type => type.Type, type => new OpenApiMediaType
            {
                Schema = type.Shape is { } shape ? new OpenApiSchemaReference(shape, document) : new OpenApiSchema(),
                Example = type.Example is { } example ? JsonValue.Create(example) : null,
            }),
        };
    };
}
