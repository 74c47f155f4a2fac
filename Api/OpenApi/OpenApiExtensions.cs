using Lockers.Api.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Lockers.Api.OpenApi;

/// <summary>Serves the API's document, and a page that shows it.</summary>
internal static class OpenApiExtensions
{
    /// <summary>Where the document is.</summary>
    public const string DocumentPath = "/openapi/v1.json";

    private const string Version = "v1";

    /// <summary>Adds what makes the document.</summary>
    public static IServiceCollection AddApiDocument(this IServiceCollection services)
    {
        services.AddOpenApi(Version, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;

            // Everything is said where routes are mapped.
            options.ShouldInclude = _ => false;
            options.AddDocumentTransformer<ApiDocument>();
        });
        services.TryAddSingleton<WrittenDocument>();
        return services;
    }

    /// <summary>Maps <c>/openapi/v1.json</c> and <c>/scalar</c>.</summary>
    public static RouteGroupBuilder MapApiDocument(this RouteGroupBuilder routes)
    {
        routes.MapGet(DocumentPath, (HttpContext context, WrittenDocument document) => document.Send(context));

        // What the page needs comes from here: no fonts, no proxy and nothing else of another host.
        routes.MapScalarApiReference("/scalar", options =>
        {
            options.Title = "Lockers";
            options.OpenApiRoutePattern = DocumentPath;
            options.DefaultFonts = false;
            options.Telemetry = false;
            options.HideClientButton = true;
        });
        return routes;
    }
}

/// <summary>The document as bytes: made when it is asked for first, for endpoints do not change.</summary>
internal sealed class WrittenDocument([FromKeyedServices("v1")] IOpenApiDocumentProvider provider)
{
    private readonly Lazy<Task<byte[]>> _bytes = new(() => Write(provider));

    /// <summary>Answers with it.</summary>
    public async Task Send(HttpContext context) => await Answers.JsonText(context, await _bytes.Value);

    private static async Task<byte[]> Write(IOpenApiDocumentProvider provider)
    {
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        using var bytes = new MemoryStream();
        await document.SerializeAsJsonAsync(bytes, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return bytes.ToArray();
    }
}
