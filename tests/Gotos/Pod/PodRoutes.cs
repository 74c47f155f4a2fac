using System.Globalization;

namespace Lockers.Gotos.Pod;

/// <summary>What a pod answers to each URI, as <c>goto-pods.jsonl</c> recorded it of each generation.</summary>
internal sealed class PodRoutes(GotoPeerOptions peer, GotoDialect dialect, PodState state, IPodActions actions)
{
    private readonly TargetRoutes _targets = new(dialect, state, actions);
    private readonly ResultRoutes _results = new(dialect, state, actions);
    private readonly JobRoutes _jobs = new(dialect, state, actions);
    private readonly ProbeRoutes _probes = new(peer, dialect, state);

    public async Task<PodAnswer> Answer(PodRequest request)
    {
        PodAnswer? answer = request.Segments switch
        {
            ["client", "targets", ..] => await _targets.Answer(request),
            ["client", ..] => await _results.Answer(request),
            ["jobs", ..] => await _jobs.Answer(request),
            ["probe" or "probes", ..] => _probes.Answer(request),
            ["events", ..] when dialect.HasEvents => await Events(request),
            ["response", "status", "set", var status] when !dialect.HasLaterRoutes => Force(status, $"Will respond with forced status: {status} forever\n"),
            ["server", "response", "status", "set", var status] when dialect.HasLaterRoutes => Force(status, Forced(status)),
            ["version"] when dialect.Generation == GotoGeneration.V09 => new(200, "{\"commit\":\"\",\"version\":\"\"}\n"),
            ["health"] when dialect.Generation == GotoGeneration.V09 => new(200, "{\"CatchAll\":true}\n") { IsCatchAll = true },
            _ => null,
        };
        return answer ?? CatchAll(request);
    }

    // A pod that is told to give a status gives it to what it has no route for, but not where its own routes begin so.
    private PodAnswer CatchAll(PodRequest request) => new(IsOwn(request) ? 200 : state.ForcedStatus ?? 200, $"{{\"CatchAll\": {{\"RequestURI\":\"{request.Http.Path}\"}}}}\n")
    {
        IsCatchAll = true,
    };

    private bool IsOwn(PodRequest request) => request.Segments switch
    {
        ["client", ..] => true,
        ["probes", ..] => dialect.Generation == GotoGeneration.V07,
        _ => false,
    };

    private async Task<PodAnswer?> Events(PodRequest request)
    {
        switch (request.Method, request.Segments)
        {
            case ("POST", ["events", "flush"]):
                await actions.Tell("Events Flushed", "");
                return new(200, "{\"flushed\":true}\n");
            case ("POST", ["events", "clear"]):
                return new(200, "{\"cleared\":true}\n");
            case ("GET", ["events"]):
                return new(200, "[]\n");
            default:
                return null;
        }
    }

    private PodAnswer Force(string status, string said)
    {
        state.ForcedStatus = int.Parse(status, CultureInfo.InvariantCulture);
        return new(dialect.Done, said);
    }

    private string Forced(string status)
    {
        var who = dialect.Generation == GotoGeneration.V2026 ? "HTTP Response Status Port" : "Port";
        return string.Create(CultureInfo.InvariantCulture, $"{who} [{peer.Port}] will respond with forced statuses [{status}] forever\n");
    }
}
