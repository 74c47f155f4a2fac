using Lockers.Api.Edge;
using Lockers.Api.Events;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>What a dump gave, in again.</summary>
internal sealed partial class LoadEndpoints(
    LockerEdge edge, LoadGate gate, Draining draining, RegistryEvents events, TimeProvider time, ILogger<LoadEndpoints> log)
{
    /// <summary>Maps <c>registry/load</c>, <c>registry/lockers/{label}/load</c>, and the same of contexts' lockers.</summary>
    public void Map(RouteGroupBuilder registry)
    {
        var write = registry.For(Role.Write);
        registry.For(Role.Admin).MapPost("/load", Load)
            .Describe("load", "A dump replaces the sections that it has, in one decision or not at all.",
                Takes.Json("Dump", "What a dump gave, of a node like this or of a goto."), Gives.Line("Registry data loaded"));
        write.MapPost("/lockers/{label}/load", LoadLocker)
            .Describe("loadLocker", "The dump of one locker becomes this locker; nothing else is touched, and it is not made current.",
                Takes.Json("Locker", "What a dump of a locker gave."), Gives.Line("Locker copy is loaded (1 key, 0 peers)"));
        write.MapPost("/context/{context}/lockers/{label}/load", LoadLocker)
            .Describe("loadLocker", "The dump of one locker becomes this locker; nothing else is touched, and it is not made current.",
                Takes.Json("Locker", "What a dump of a locker gave."), Gives.Line("[Context: c1] Locker copy is loaded (1 key, 0 peers)"));
    }

    private async Task Load(HttpContext context)
    {
        var parser = new DumpParser(edge.Limits);
        var load = await Run(context, parser, new DumpLoad(edge, time), load => load.Commit(parser.Sections));
        var asker = Asker.Of(context);
        LogLoaded(load.Lockers, load.Keys, load.Peers, asker);
        events.Note("Registry: Dump Loaded", "", "");
        await Answers.Line(context, "Registry data loaded");
    }

    private async Task LoadLocker(HttpContext context)
    {
        var label = await edge.Label(LockerEdge.Locker(context));
        var now = time.GetUtcNow().UtcTicks;
        var opened = await edge.Registry.Find(label) is { } replaced ? (replaced.FirstOpened, replaced.LastOpened) : (now, now);
        var parser = new DumpParser(edge.Limits, label);
        var load = await Run(context, parser, new DumpLoad(edge, time, opened), load => load.CommitLocker(label));
        var asker = Asker.Of(context);
        LogLockerLoaded(label, load.Keys, load.LockerPeers, asker);
        events.Note("Registry: Locker Loaded", LockerName.Of(label).ToString(), LockerName.Of(label).ToString());
        await Answers.Line(context, $"{LockerAnswers.Said(label)} is loaded ({Removals.Count(load.Keys, "key")}, {Removals.Count(load.LockerPeers, "peer")})");
    }

    private Task<DumpLoad> Run(HttpContext context, DumpParser parser, DumpLoad load, Func<DumpLoad, Task> commit) => Run(
        context,
        load,
        async stop =>
        {
            await new DumpBody(edge.Limits, time).Read(context.Request, parser, load, stop);
            return () => commit(load);
        });

    /// <summary>Stages something and makes it what there is. Whatever goes wrong before the decision, nothing is loaded and nothing stays behind.</summary>
    /// <param name="context">The request.</param>
    /// <param name="load">The load.</param>
    /// <param name="stage">Stages all of it, and gives what decides.</param>
    public async Task<DumpLoad> Run(HttpContext context, DumpLoad load, Func<CancellationToken, Task<Func<Task>>> stage)
    {
        using var pass = gate.Enter();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, draining.Over);
        try
        {
            await load.Begin();
            var commit = await stage(stop.Token);
            await commit();
            return load;
        }
        catch
        {
            await Abandon(load);
            throw;
        }
    }

    // What went wrong is what the client is told. What stays behind now is forgotten by those who hold it, in minutes.
    private async Task Abandon(DumpLoad load)
    {
        try
        {
            await load.Abandon();
        }
        catch (Exception error) when (CallFailures.IsForNow(error))
        {
            LogNotAbandoned(error.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What a load that was given up has staged is not forgotten yet: {Why}")]
    private partial void LogNotAbandoned(string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "A dump was loaded, asked by {Asker}. Lockers: {Lockers}, keys: {Keys}, peers: {Peers}")]
    private partial void LogLoaded(int lockers, long keys, int peers, string asker);

    [LoggerMessage(Level = LogLevel.Information, Message = "Locker {Label} was loaded, asked by {Asker}. Keys: {Keys}, peers: {Peers}")]
    private partial void LogLockerLoaded(string label, long keys, int peers, string asker);
}
