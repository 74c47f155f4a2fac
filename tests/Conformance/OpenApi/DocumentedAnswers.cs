using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.OpenApi;

/// <summary>Holds answers of a node against what the API's document says of them.</summary>
internal static class DocumentedAnswers
{
    private static readonly ConcurrentDictionary<string, JsonSchema> Schemas = new();

    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };

    /// <summary>What an answer has that the document does not say it may have; null where it is as documented.</summary>
    public static string? Fault(string method, string target, Answer answer)
    {
        if (answer.Status is 404 or 405 && ApiDocument.Find(method, target) is null) return null;
        if (ApiDocument.Find(method, target) is not { } operation) return "the document has no such operation";
        if (Resolved(operation.Json["responses"]![$"{answer.Status}"]) is not { } response)
            return $"{operation.Id} may not answer {answer.Status}";
        if (answer.Body is []) return null;
        var type = answer.ContentType?.Split(';')[0] ?? "";
        if (response["content"]?[type] is not { } content) return $"{operation.Id} may not answer {answer.Status} as {type}";
        if (!type.EndsWith("json", StringComparison.Ordinal) || content["schema"] is not JsonObject { Count: > 0 } schema) return null;
        var results = Schemas.GetOrAdd(schema.ToJsonString(), Compile).Evaluate(JsonDocument.Parse(answer.Body).RootElement, Options);
        if (results.IsValid) return null;
        var errors = results.Details!.Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}")).Take(5);
        return $"{operation.Id} answers {schema.ToJsonString()}, and this is none: {string.Join("; ", errors)}";
    }

    private static JsonNode? Resolved(JsonNode? response) => (string?)response?["$ref"] is { } reference
        ? ApiDocument.Json["components"]!["responses"]![reference.Split('/')[^1]]
        : response;

    // The document's schemas become the definitions of one schema.
    private static JsonSchema Compile(string schema)
    {
        var whole = JsonNode.Parse(schema)!.AsObject();
        whole["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        whole["$defs"] = ApiDocument.Json["components"]!["schemas"]!.DeepClone();
        return JsonSchema.FromText(whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));
    }
}
