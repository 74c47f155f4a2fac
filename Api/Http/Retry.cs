using Lockers.Grains.Interfaces;
using Microsoft.AspNetCore.Http.Features;

namespace Lockers.Api.Http;

/// <summary>
/// Which requests are tried again because a node went away: what they need is elsewhere soon. A read may always be
/// tried again. A change only where it is sure that it was not made: made twice, it could undo what came in between.
/// </summary>
internal static class Retry
{
    /// <summary>Whether a request as a whole may be tried again now; what has a body has lost it.</summary>
    public static bool MayRepeat(HttpContext context, Exception error) =>
        IsRepeatable(context.Request, error) && Repeats.Of(context).MayGoOn;

    /// <summary>Whether a change may be made again now by an endpoint that still has all that it takes.</summary>
    public static bool MayRepeatChange(HttpContext context, Exception error) => WasNotMade(error) && Repeats.Of(context).MayGoOn;

    /// <summary>Whether a request as a whole may be tried again after that failure.</summary>
    public static bool IsRepeatable(HttpRequest request, Exception error) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) ? IsGone(error)
        : HasNoBody(request) && WasNotMade(error);

    /// <summary>Whether a call failed so that what it asked for was surely not done: it did not arrive, or was refused.</summary>
    public static bool WasNotMade(Exception error) =>
        error is (OrleansMessageRejectionException and not SiloUnavailableException) or StorageUnavailableException { NotMade: true };

    // A chunked body has no length either: only the server knows that there is none.
    private static bool HasNoBody(HttpRequest request) =>
        request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };

    // Whether a node went away, or the grain was moving.
    private static bool IsGone(Exception error) => WasNotMade(error) || error is SiloUnavailableException;
}
