namespace Lockers.Api.Http;

/// <summary>
/// Counts a request's target and headers in the budget of bodies, where a connection can have many at once. A connection of HTTP/1.1 has one,
/// within the server's limits. One of HTTP/2 has a hundred, each as large, and its compression of headers lets few bytes stand for many.
/// </summary>
internal static class RequestHead
{
    /// <summary>The most bytes that are not counted: a hundred of those are what one connection of HTTP/1.1 may hold.</summary>
    public const int SmallBytes = 4 * 1024;

    private static readonly object Counted = new();

    /// <summary>Takes room for the target and headers, once for each request, until it has ended.</summary>
    /// <exception cref="ProblemException">503: the budget is used up.</exception>
    public static void Count(HttpContext context, string rawTarget, BodyBudget budget)
    {
        // They are kept as UTF-16, the target also decoded.
        var bytes = 4L * rawTarget.Length;
        foreach (var (name, values) in context.Request.Headers)
        {
            foreach (var value in values) bytes += 2L * (name.Length + (value?.Length ?? 0));
        }

        if (bytes > SmallBytes && context.Items.TryAdd(Counted, null)) budget.Of(context.Request).Grow(bytes);
    }
}
