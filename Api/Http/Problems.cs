using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace Lockers.Api.Http;

/// <summary>Every answer that is an error, as RFC 9457 <c>application/problem+json</c>.</summary>
internal static class Problems
{
    /// <summary>How long a client should wait before it tries again, in seconds.</summary>
    private const string RetryAfterSeconds = "1";

    /// <summary>Answers with a problem, ended by a newline as everything is.</summary>
    public static Task Write(HttpContext context, int status, string title, string detail)
    {
        var problem = new ProblemDetails { Status = status, Title = title, Detail = detail };
        problem.Extensions["traceId"] = Activity.Current?.Id ?? context.TraceIdentifier;
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Answers.Bytes(
            context, "application/problem+json", [.. JsonSerializer.SerializeToUtf8Bytes(problem, ProblemJson.Readable.ProblemDetails), (byte)'\n']);
    }

    /// <summary>Answers that something does not exist.</summary>
    public static Task NotFound(HttpContext context, string detail) =>
        Write(context, StatusCodes.Status404NotFound, "Not found", detail);

    /// <summary>Answers that too much is going on.</summary>
    public static Task Unavailable(HttpContext context, string detail) =>
        Write(context, StatusCodes.Status503ServiceUnavailable, "Try again later", detail);
}
