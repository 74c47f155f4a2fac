using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockers.Gotos.Wire;

namespace Lockers.Gotos.Running;

/// <summary>Runs jobs and reports each result: all results of a run so far, under <c>job_{id}_{run}</c>.</summary>
/// <remarks>A job's command is not run: its words are what it "prints". A job that calls a URL calls it.</remarks>
internal sealed class Jobs(GotoPeerOptions peer, GotoDialect dialect, RegistryClient registry, Caller caller, EventSender events)
{
    private const int MaxCount = 1000;
    private readonly Work _work = new();
    private readonly Dictionary<string, int> _runs = [];
    private readonly List<string> _reported = [];

    public bool IsQuiet => _work.IsQuiet;

    /// <summary>The keys under which the registry took results: <c>job_{id}_{run}</c>.</summary>
    public IReadOnlyList<string> Reported
    {
        get
        {
            lock (_reported) return [.. _reported.Distinct()];
        }
    }

    /// <summary>Begins to run a job.</summary>
    public void Begin(JobSpec job, CancellationToken stop)
    {
        int run;
        lock (_runs) run = _runs[job.Id] = _runs.GetValueOrDefault(job.Id) + 1;
        _work.Begin(() => Run(job, run, stop));
    }

    public Task Ended() => _work.Ended();

    private async Task Run(JobSpec job, int run, CancellationToken stop)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"job_{job.Id}_{run}");
        await events.Send("Job Started", job.Id, new JsonObject { ["job"] = job.Source.DeepClone(), ["jobRun"] = run });
        var results = new JsonArray();
        for (var i = 1; i <= Math.Min(job.Count, MaxCount); i++)
        {
            results.Add(new JsonObject
            {
                [dialect.NamesJobs ? "id" : "index"] = string.Create(CultureInfo.InvariantCulture, $"{run}.{i}.1"),
                ["finished"] = false,
                ["stopped"] = false,
                ["last"] = i == job.Count,
                ["time"] = GoTime.Json(peer.Clock.GetUtcNow()),
                ["data"] = await Output(job, stop),
            });
            var answer = await registry.Post($"/{peer.Name}/{peer.Address}/locker/store/{key}", results.ToJsonString(), stop);
            if (!answer.IsDone) continue;
            lock (_reported) _reported.Add(key);
        }

        await events.Send("Job Finished", $"job [{job.Id}] Run [{run}] Finished", JsonValue.Create($"job [{job.Id}] Run [{run}] Finished"));
    }

    private async Task<JsonNode?> Output(JobSpec job, CancellationToken stop)
    {
        if (job.Url is not { Length: > 0 } url) return JsonValue.Create(job.Command);
        var text = await caller.Get(url, stop);
        try
        {
            return text is null ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
