using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace Lockers.Api.Http;

/// <summary>Every answer that is an error, as RFC 9457 <c>application/problem+json</c>.</summary>
internal static class Problems
{
    /// <summary>How long a client should wait before it tries again, in seconds.</summary>
    private const string RetryAfterSeconds = "1";

    /// <summary>The title of every 503.</summary>
    public const string TryAgain = "Try again later";

    private const string WhyItem = "Lockers.Unavailable";

    /// <summary>Answers with a problem, ended by a newline as everything is.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="title">What kind of problem it is.</param>
    /// <param name="detail">What was wrong.</param>
    /// <param name="members">What else the problem says.</param>
    public static Task Write(HttpContext context, int status, string title, string detail, params ReadOnlySpan<(string Name, object? Value)> members)
    {
        var problem = new ProblemDetails { Status = status, Title = title, Detail = detail };
        foreach (var (name, value) in members) problem.Extensions[name] = value;
        problem.Extensions["traceId"] = TraceId(context);
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Answers.Bytes(
            context, "application/problem+json", [.. JsonSerializer.SerializeToUtf8Bytes(problem, ProblemJson.Readable.ProblemDetails), (byte)'\n']);
    }

    /// <summary>Answers that something does not exist.</summary>
    public static Task NotFound(HttpContext context, string detail) =>
        Write(context, StatusCodes.Status404NotFound, "Not found", detail);

    /// <summary>Answers that too much is going on.</summary>
    /// <param name="context">The request.</param>
    /// <param name="detail">What the client is told.</param>
    /// <param name="cause">The failure that it comes from, for the log.</param>
    public static Task Unavailable(HttpContext context, string detail, Exception? cause = null)
    {
        NoteUnavailable(context, detail, cause);
        return Write(context, StatusCodes.Status503ServiceUnavailable, TryAgain, detail);
    }

    /// <summary>Notes why a request is answered 503, for the log.</summary>
    /// <param name="context">The request.</param>
    /// <param name="detail">What the client is told.</param>
    /// <param name="cause">The failure that it comes from.</param>
    public static void NoteUnavailable(HttpContext context, string detail, Exception? cause) =>
        context.Items[WhyItem] = new WhyUnavailable(detail, cause);

    /// <summary>The number that an error answer shares with the log.</summary>
    public static string TraceId(HttpContext context) => Activity.Current?.Id ?? context.TraceIdentifier;

    /// <summary>Why a request was answered that too much is going on; null where it was not.</summary>
    public static WhyUnavailable? Why(HttpContext context) => context.Items.TryGetValue(WhyItem, out var why) ? why as WhyUnavailable : null;
}
