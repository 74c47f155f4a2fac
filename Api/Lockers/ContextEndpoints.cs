using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;

namespace Lockers.Api.Lockers;

/// <summary>
/// Contexts: each is a name space of lockers of its own, with a current one of its own. A goto of 2026 keeps the state of its MCP tools there. Lockers
/// of contexts are read and changed by the same endpoints as others, below <c>context/{context}/lockers</c>; they have no peers.
/// </summary>
internal static class ContextEndpoints
{
    public static RouteGroupBuilder MapContexts(this RouteGroupBuilder registry)
    {
        registry.For(Role.Read).MapGet("/context", Contexts)
            .Describe("getContexts", "The names of all contexts.", Gives.Json("Names", "The names."));
        return registry;
    }

    private static async Task Contexts(HttpContext context, LockerEdge edge)
    {
        var answer = new PagedAnswer(context);
        var contexts = await edge.Contexts();
        answer.Write("["u8);
        var comma = false;
        await foreach (var name in contexts)
        {
            if (comma) answer.Write(","u8);
            comma = true;
            answer.Write(Json.Quoted(name));
            await answer.Flush();
        }

        answer.Write("]\n"u8);
    }
}
