using Lockers.Api.Hosting;
using Lockers.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Lockers.Api.Tests.OpenApi;

/// <summary>The endpoints of a front end that is not started, and the document that is made of them.</summary>
public sealed class DescribedEndpoints : IAsyncDisposable
{
    private readonly WebApplication _app;

    public DescribedEndpoints()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddFrontEnd();
        builder.Services.AddLockersApi();
        builder.Services.AddLockersHealth();
        _app = builder.Build();
        _app.UseFrontEnd();
        var source = new CompositeEndpointDataSource(((IEndpointRouteBuilder)_app).DataSources);
        All = [.. source.Endpoints.OfType<RouteEndpoint>()];
        Document = new();
        new ApiDocument(source).Fill(Document);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<RouteEndpoint> All { get; }

    /// <summary>The document.</summary>
    internal OpenApiDocument Document { get; }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
