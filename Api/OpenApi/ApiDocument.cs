using System.Text.Json.Nodes;
using Lockers.Api.Http;
using Lockers.Api.Security;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Lockers.Api.OpenApi;

/// <summary>
/// Makes the API's document: <c>document.json</c>, with an operation for each endpoint that is described where it is mapped. Of routes that do the
/// same, one is described, and names the others.
/// </summary>
internal sealed class ApiDocument(EndpointDataSource endpoints) : IOpenApiDocumentTransformer
{
    // What any operation may answer.
    private static readonly (int Status, string Name)[] OfAll = [(400, "BadRequest"), (401, "Unauthorized"), (403, "Forbidden"), (503, "Unavailable")];

    // What one with a body may answer, too.
    private static readonly (int Status, string Name)[] OfBodies = [(413, "TooLarge"), (415, "UnsupportedEncoding")];

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        Fill(document);
        return Task.CompletedTask;
    }

    /// <summary>Makes a document this one.</summary>
    public void Fill(OpenApiDocument document)
    {
        var frame = Frame();
        var routes = endpoints.Endpoints.OfType<RouteEndpoint>().ToList();
        var same = routes
            .Select(route => (Route: route, route.Metadata.GetMetadata<SameOperation>()?.Id))
            .Where(route => route.Id is not null)
            .ToLookup(route => DocumentedRoute.Id(route.Route, route.Id!), route => DocumentedRoute.Words(route.Route));
        var paths = new SortedDictionary<string, OpenApiPathItem>(StringComparer.Ordinal);
        foreach (var route in routes)
        {
            if (route.Metadata.GetMetadata<OperationDoc>() is not { } doc) continue;
            var path = RoutePath.Of(route.RoutePattern);
            var (method, others) = DocumentedRoute.Methods(route);
            var id = DocumentedRoute.Id(route, doc.Id);
            if (!paths.TryGetValue(path, out var item)) paths[path] = item = new() { Operations = [] };
            var operation = Operation(route, doc, id, [.. others, .. same[id].Order(StringComparer.Ordinal)], frame);
            if (!item.Operations!.TryAdd(method, operation)) throw new InvalidOperationException($"{method} {path} is described twice.");
        }

        (document.Info, document.Servers, document.Components, document.Security) = (frame.Info, frame.Servers, frame.Components, frame.Security);
        document.Tags = frame.Tags;
        document.Paths = [];
        foreach (var (path, item) in paths) document.Paths.Add(path, item);
    }

    private static OpenApiOperation Operation(RouteEndpoint route, OperationDoc doc, string id, List<string> others, OpenApiDocument document)
    {
        var role = route.Metadata.GetMetadata<NeededRole>()?.Name;
        var operation = new OpenApiOperation
        {
            OperationId = id,
            Summary = doc.Summary,
            Description = Description(others, role),
            Tags = new HashSet<OpenApiTagReference> { new(Topics.Of(route), document) },
            Parameters = [.. RoutePath.Names(route.RoutePattern).Select(name => new OpenApiParameterReference(name, document))],
            Responses = [],
        };
        if (role is not null) operation.AddExtension("x-role", new JsonNodeExtension(JsonValue.Create(role)));
        foreach (var part in doc.Parts) part(operation, document);
        foreach (var (status, name) in operation.RequestBody is null ? OfAll : [.. OfAll, .. OfBodies])
            operation.Responses.TryAdd(Fails.Key(status), new OpenApiResponseReference(name, document));
        var sorted = operation.Responses.OrderBy(answer => answer.Key, StringComparer.Ordinal).ToList();
        operation.Responses = [];
        foreach (var (status, answer) in sorted) operation.Responses.Add(status, answer);
        return operation;
    }

    private static string Description(List<string> others, string? role)
    {
        var same = others.Count == 0 ? "" : $"The same: {string.Join(", ", others)}. ";
        return role is null ? same.TrimEnd() : $"{same}Where keys are configured: {role}.";
    }

    private static OpenApiDocument Frame()
    {
        using var file = new StreamReader(typeof(ApiDocument).Assembly.GetManifestResourceStream("openapi.json")!);
        var read = OpenApiDocument.Parse(file.ReadToEnd(), OpenApiConstants.Json);
        if (read.Diagnostic?.Errors is { Count: > 0 } errors) throw new InvalidDataException(string.Join('\n', errors));
        return read.Document!;
    }
}
