namespace Lockers.Api.Http;

/// <summary>Which methods a path takes: HEAD wherever GET, and OPTIONS everywhere.</summary>
internal static class AllowedMethods
{
    /// <summary>Has the endpoints of a group that take GET take HEAD as well. The server sends the answer without its body.</summary>
    public static RouteGroupBuilder WithHead(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            for (var at = 0; at < endpoint.Metadata.Count; at++)
            {
                if (endpoint.Metadata[at] is IHttpMethodMetadata { HttpMethods: var methods } && methods.Contains(HttpMethods.Get) && !methods.Contains(HttpMethods.Head))
                    endpoint.Metadata[at] = new HttpMethodMetadata([.. methods, HttpMethods.Head]);
            }
        });
        return group;
    }

    /// <summary>
    /// Answers a request whose method its path does not take, and which routing has told the methods that it does take: with 405, or with 204 where just
    /// that was asked.
    /// </summary>
    public static Task Answer(HttpContext context, string path)
    {
        var (request, response) = (context.Request, context.Response);
        var allowed = response.Headers.Allow.ToString().Split(", ", StringSplitOptions.RemoveEmptyEntries).Append(HttpMethods.Options);
        response.Headers.Allow = string.Join(", ", allowed.Distinct().Order(StringComparer.Ordinal));
        if (HttpMethods.IsOptions(request.Method))
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        return Problems.Write(
            context, StatusCodes.Status405MethodNotAllowed, "Method not allowed", $"{request.Method} is not for {path}, which takes {response.Headers.Allow}.");
    }
}
