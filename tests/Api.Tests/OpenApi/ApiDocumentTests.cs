using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Microsoft.OpenApi;

namespace Lockers.Api.Tests.OpenApi;

public sealed class ApiDocumentTests(DescribedEndpoints endpoints) : IClassFixture<DescribedEndpoints>
{
    // What serves pages and the document itself.
    private static readonly string[] Pages = ["/scalar", "/openapi/v1.json", "/ui", "/metrics"];

    private IEnumerable<OpenApiOperation> Operations => endpoints.Document.Paths.Values.SelectMany(path => path.Operations!.Values);

    [Fact]
    public void Every_endpoint_is_described_or_named()
    {
        var bare = endpoints.All
            .Where(endpoint => endpoint.Metadata.GetMetadata<OperationDoc>() is null && endpoint.Metadata.GetMetadata<SameOperation>() is null)
            .Select(endpoint => RoutePath.Of(endpoint.RoutePattern))
            .Where(path => !Pages.Any(page => path == page || path.StartsWith($"{page}/", StringComparison.Ordinal)));

        Assert.Empty(bare);
    }

    [Fact]
    public void What_an_endpoint_is_the_same_as_is_described()
    {
        var ids = Operations.Select(operation => operation.OperationId).ToHashSet();

        Assert.All(
            endpoints.All.Where(endpoint => endpoint.Metadata.GetMetadata<SameOperation>() is not null),
            endpoint => Assert.Contains(DocumentedRoute.Id(endpoint, endpoint.Metadata.GetMetadata<SameOperation>()!.Id), ids));
    }

    [Fact]
    public void Every_operation_has_a_name_of_its_own_and_a_sentence() =>
        Assert.Multiple(
            () => Assert.Distinct(Operations.Select(operation => operation.OperationId)),
            () => Assert.All(Operations, operation => Assert.EndsWith(".", operation.Summary, StringComparison.Ordinal)));

    [Fact]
    public void Every_query_parameter_is_one_that_requests_may_have()
    {
        var names = Operations.SelectMany(operation => operation.Parameters ?? []).Where(parameter => parameter.In == ParameterLocation.Query)
            .Select(parameter => parameter.Name!).Distinct();

        Assert.All(names, name => Assert.True(QueryNames.Has(name), name));
    }

    [Fact]
    public async Task It_is_a_valid_document_without_references_into_nowhere()
    {
        var json = await endpoints.Document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, TestContext.Current.CancellationToken);

        var read = OpenApiDocument.Parse(json, OpenApiConstants.Json);

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
    }
}
