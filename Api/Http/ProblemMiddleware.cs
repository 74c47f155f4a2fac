using Lockers.Api.Http.Coding;
using Lockers.Grains.Interfaces;
using Microsoft.AspNetCore.WebUtilities;

namespace Lockers.Api.Http;

/// <summary>
/// Turns what goes wrong into problem answers, and answers without a body into ones that say what was wrong. An answer
/// that is already under way is broken off, so that no client takes half of it for the whole.
/// </summary>
internal sealed partial class ProblemMiddleware(
    RequestDelegate next, NearestRoute nearest, Outage outage, IRequestMeasure measured, ILogger<ProblemMiddleware> log)
{
    public Task Invoke(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var begun = measured.Begin();
        var served = Serve(context);
        if (!served.IsCompletedSuccessfully || context.Response.StatusCode >= 400 || CodedBody.IsOf(context)) return Await(context, served, begun);
        measured.Answered(context, begun);
        return Task.CompletedTask;
    }

    private Task Serve(HttpContext context)
    {
        try
        {
            return next(context);
        }
        catch (Exception error)
        {
            return Task.FromException(error);
        }
    }

    // One task for each request that waits for something: also what repeats it is here.
    private async Task Await(HttpContext context, Task served, long begun)
    {
        try
        {
            for (; ; served = Serve(context))
            {
                try
                {
                    await served;
                    break;
                }
                catch (Exception error) when (!HasBegun(context) && Retry.MayRepeat(context, error))
                {
                    await Repeats.Of(context).Pause(context.RequestAborted);
                }
            }

            await CodedBody.Finish(context);

            // To a client that is gone nothing is written, and an answer that was counts as none: it must not be followed by another.
            if (context.Response.StatusCode >= 400 && !HasBegun(context) && !context.RequestAborted.IsCancellationRequested) await Explain(context);
        }
        catch (Exception error) when (IsCut(context, error))
        {
            // There is nobody to answer.
            var (path, traceId) = (context.Request.Path.Value ?? "", Problems.TraceId(context));
            LogCut(error, context.Request.Method, path, traceId);
            context.Abort();
        }
        catch (Exception error) when (HasBegun(context))
        {
            LogBrokenOff(error, context.Request.Method, context.Request.Path, Problems.TraceId(context));
            context.Abort();
        }
        catch (Exception error)
        {
            await Answer(context, error);
        }

        if (context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable && Problems.Why(context) is { } why)
            outage.Note(context.Request.Method, context.Request.Path, why.Said, Problems.TraceId(context), why.Cause);
        measured.Answered(context, begun);
    }

    // The client went away, in the middle of its body or of its answer.
    private static bool IsCut(HttpContext context, Exception error) =>
        error is CutRequestException
        || (context.RequestAborted.IsCancellationRequested && (error is OperationCanceledException or IOException || CallFailures.IsForNow(error)));

    private static bool HasBegun(HttpContext context) => context.Response.HasStarted || context.Response.BodyWriter.UnflushedBytes > 0;

    private Task Answer(HttpContext context, Exception error)
    {
        switch (error)
        {
            case ProblemException problem:
                if (problem.Status == StatusCodes.Status503ServiceUnavailable) Problems.NoteUnavailable(context, problem.Message, problem.InnerException);
                return Problems.Write(context, problem.Status, problem.Title, problem.Message, problem.Members.AsSpan());
            case BadHttpRequestException bad:
                return Problems.Write(context, bad.StatusCode, Title(bad.StatusCode), bad.Message);
            case StorageUnavailableException:
                return Problems.Unavailable(context, error.Message, error);
            // What Orleans gave up, when the node stops or the one that was asked is gone.
            case var _ when error is OperationCanceledException || CallFailures.IsForNow(error):
                return Problems.Unavailable(context, "The node that holds this did not answer in time.", error);
            default:
                LogFailed(error, context.Request.Method, context.Request.Path, Problems.TraceId(context));
                return Problems.Write(
                    context, StatusCodes.Status500InternalServerError, "Internal error", "The request failed; the log has the trace.");
        }
    }

    // What the server finds wrong with a request by itself.
    private static string Title(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "Bad request",
        StatusCodes.Status413PayloadTooLarge => "Body too large",
        _ => ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase[..1] + phrase[1..].ToLowerInvariant() : "Bad request",
    };

    private Task Explain(HttpContext context)
    {
        var path = RequestTarget.Unrouted(context.Request.Path.Value ?? "");
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problems.NotFound(context, $"There is no endpoint at {path}. {nearest.Hint(context.Request.Method, path)}"),
            StatusCodes.Status405MethodNotAllowed => AllowedMethods.Answer(context, path),
            _ => Task.CompletedTask,
        };
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path}: the client went away (traceId {TraceId})")]
    private partial void LogCut(Exception error, string method, string path, string traceId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path}: the answer was broken off (traceId {TraceId})")]
    private partial void LogBrokenOff(Exception error, string method, string path, string traceId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path}: failed (traceId {TraceId})")]
    private partial void LogFailed(Exception error, string method, string path, string traceId);
}
