using Microsoft.AspNetCore.Http.Features;

namespace Lockers.Api.Http;

/// <summary>Puts the request's route where endpoints are matched, and its tail where they find it.</summary>
internal sealed class TargetMiddleware(RequestDelegate next)
{
    public Task Invoke(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (IsOurs(raw))
        {
            var target = RequestTarget.Parse(raw);
            context.Request.Path = new PathString(target.Route);
            if (target.Tail is not null) context.Features.Set(new Tail(target.Tail));
        }

        return next(context);
    }

    private static bool IsOurs(string raw) =>
        raw.Contains("lockers", StringComparison.Ordinal) || raw.Contains("registry", StringComparison.Ordinal);
}

/// <summary>The raw tail of a request's target: see <see cref="RequestTarget"/>.</summary>
internal sealed record Tail(string Raw);
