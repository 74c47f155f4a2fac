using Lockers.Grains.Interfaces;

namespace Lockers.Api.Http;

/// <summary>
/// Turns what goes wrong into problem answers, and answers without a body into ones that say what was wrong. An answer
/// that is already under way is broken off, so that no client takes half of it for the whole.
/// </summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public Task Invoke(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var served = Serve(context);
        return served.IsCompletedSuccessfully && context.Response.StatusCode < 400 ? Task.CompletedTask : Await(context, served);
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

    private async Task Await(HttpContext context, Task served)
    {
        try
        {
            await Repeat(context, served);
            if (!context.Response.HasStarted) await Explain(context);
        }
        catch (Exception error)
        {
            if (context.RequestAborted.IsCancellationRequested) return;
            if (HasBegun(context))
            {
                LogBrokenOff(error, context.Request.Method, context.Request.Path);
                context.Abort();
                return;
            }

            await Answer(context, error);
        }
    }

    private async Task Repeat(HttpContext context, Task served)
    {
        for (; ; served = Serve(context))
        {
            try
            {
                await served;
                return;
            }
            catch (Exception error) when (!HasBegun(context) && Retry.MayRepeat(context, error))
            {
                await Repeats.Of(context).Pause(context.RequestAborted);
            }
        }
    }

    private static bool HasBegun(HttpContext context) => context.Response.HasStarted || context.Response.BodyWriter.UnflushedBytes > 0;

    private Task Answer(HttpContext context, Exception error)
    {
        switch (error)
        {
            case ProblemException problem:
                return Problems.Write(context, problem.Status, problem.Title, problem.Message);
            case BadHttpRequestException bad:
                return Problems.Write(context, bad.StatusCode, "Bad request", bad.Message);
            case StorageUnavailableException:
                // Said in the log once by the node that holds the grain, not here for every request.
                return Problems.Unavailable(context, error.Message);
            // What Orleans gave up, when the node stops or the one that was asked is gone.
            case TimeoutException or OrleansException or OperationCanceledException:
                LogUnavailable(context.Request.Method, context.Request.Path, error.Message);
                return Problems.Unavailable(context, "The node that holds this did not answer in time.");
            default:
                LogFailed(error, context.Request.Method, context.Request.Path);
                return Problems.Write(
                    context, StatusCodes.Status500InternalServerError, "Internal error", "The request failed; the log has the trace.");
        }
    }

    private static Task Explain(HttpContext context)
    {
        var request = context.Request;
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problems.NotFound(context, $"There is no endpoint at {request.Path}."),
            StatusCodes.Status405MethodNotAllowed => Problems.Write(
                context, StatusCodes.Status405MethodNotAllowed, "Method not allowed",
                $"{request.Method} is not for {request.Path}, which takes {context.Response.Headers.Allow}."),
            _ => Task.CompletedTask,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path}: the answer was broken off")]
    private partial void LogBrokenOff(Exception error, string method, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path}: unavailable: {Why}")]
    private partial void LogUnavailable(string method, string path, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path}: failed")]
    private partial void LogFailed(Exception error, string method, string path);
}
