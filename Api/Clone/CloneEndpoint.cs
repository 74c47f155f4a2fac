using Lockers.Api.Dump;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Pods;
using Lockers.Api.Security;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lockers.Api.Clone;

/// <summary>
/// Replaces everything by what another registry has, a goto or one like this, in one decision or not at all. Its pods are offline here until
/// they remind.
/// </summary>
internal sealed partial class CloneEndpoint(
    LockerEdge edge, LoadEndpoints loads, IHttpClientFactory clients, TimeProvider time, ILogger<CloneEndpoint> log)
{
    /// <summary>The name of the client that asks other registries.</summary>
    public const string Client = "registries";

    /// <summary>Maps <c>registry/cloneFrom</c>.</summary>
    public void Map(RouteGroupBuilder registry) =>
        registry.For(Role.Admin).MapPost("/cloneFrom", Clone).WithMetadata(new Sweeping("replace everything by what another registry has"))
            .Describe("cloneFrom", "Everything of another registry, a goto or one like this, replaces what is here, in one decision or not at all.",
                Asks.Value("url", "The other registry.", "http://10.0.0.9:8080", isRequired: true),
                Gives.Line("Cloned data from registry [10.0.0.9:8080]"), Fails.With(502, "The other registry did not answer as one does."));

    private async Task Clone(HttpContext context)
    {
        var source = CloneSource.Parse(Query.Value(context.Request, "url"));
        var load = new DumpLoad(edge, time);
        await loads.Run(context, load, async stop =>
        {
            var sections = await new CloneReader(clients.CreateClient(Client), source, edge.Limits, load, time).Read(stop);
            return () => load.Commit(sections);
        });
        var asker = Asker.Of(context);
        LogCloned(source.Server, load.Lockers, load.Keys, load.Peers, asker);
        await Answers.Line(context, $"Cloned data from registry [{source.Server}]");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The registry {Server} was cloned, asked by {Asker}. Lockers: {Lockers}, keys: {Keys}, peers: {Peers}")]
    private partial void LogCloned(string server, int lockers, long keys, int peers, string asker);
}

/// <summary>Adds what clones registries.</summary>
internal static class CloneExtensions
{
    public static IServiceCollection AddClone(this IServiceCollection services)
    {
        services.TryAddSingleton<CloneEndpoint>();
        services.AddHttpClient(CloneEndpoint.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => PodCallsExtensions.Handler(provider.GetRequiredService<PodConnector>()))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        return services;
    }
}
