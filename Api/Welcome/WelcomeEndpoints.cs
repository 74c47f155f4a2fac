using System.Text;
using System.Text.Encodings.Web;
using Lockers.Api.Configuration;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Grains.Interfaces;
using Microsoft.Net.Http.Headers;

namespace Lockers.Api.Welcome;

/// <summary>What this is, and where things are: <c>/</c> and <c>/registry</c>, and the version.</summary>
internal static class WelcomeEndpoints
{
    private const string What = "A labelled, recursive key-value store with a REST API, which does the job of a goto registry.";

    /// <summary>Maps them.</summary>
    public static RouteGroupBuilder MapWelcome(this RouteGroupBuilder routes)
    {
        routes.MapGet("/", Welcome)
            .Describe("welcome", "What this is and where things are: a page for browsers, text for others.", Gives.Welcome);
        routes.MapGet("/registry", Welcome).SameAs("welcome");
        routes.MapGet("/version", Version).Describe("getVersion", "The version.", Gives.Json("Version", "The version."));
        return routes;
    }

    private static Task Version(HttpContext context) => Answers.JsonText(context, JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("name", "Lockers");
        json.WriteString("version", Usage.Version);
        json.WriteEndObject();
    }));

    private static Task Welcome(HttpContext context, EndpointDataSource endpoints)
    {
        var places = Place.Of(endpoints);
        var headers = context.Response.Headers;
        headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        if (!WantsPage(context.Request)) return Answers.Bytes(context, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(Text(places, context.Request)));
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        return Answers.Bytes(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(Page(places)));
    }

    // A browser names HTML; curl and programs take anything.
    private static bool WantsPage(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && type.Quality is null or > 0);

    private static string Text(IReadOnlyList<Place> places, HttpRequest request)
    {
        // The commands lead to where this one came.
        var host = request.Host.HasValue ? request.Host.Value : "localhost:8080";
        var here = request.IsHttps ? $"https://{host}" : host;
        var text = new StringBuilder($"Lockers {Usage.Version}\n{What}\n\n");
        foreach (var place in places) text.Append($"  {place.Path,-26}{place.What}\n");
        text.Append($"\n  curl -X POST {here}/registry/lockers/open/run1\n");
        text.Append($"  curl --data hello {here}/registry/lockers/current/store/notes,first\n");
        text.Append($"  curl {here}/registry/lockers/run1/get/notes,first\n");
        return text.ToString();
    }

    private static string Page(IReadOnlyList<Place> places)
    {
        var rows = string.Concat(places.Select(place =>
            $"<li><a href=\"{place.Path}\">{place.Path}</a> {HtmlEncoder.Default.Encode(place.What)}</li>"));
        return $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Lockers</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 1rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; }
            a { font-family: ui-monospace, monospace; }
            </style>
            </head>
            <body>
            <h1>Lockers {{Usage.Version}}</h1>
            <p>{{What}}</p>
            <ul>{{rows}}</ul>
            </body>
            </html>

            """;
    }
}
