using System.Text.Json;
using System.Text.Json.Nodes;
using Lockers.Gotos.Running;

namespace Lockers.Gotos.Pod;

/// <summary><c>/jobs</c>.</summary>
internal sealed class JobRoutes(GotoDialect dialect, PodState state, IPodActions actions)
{
    // To 0.8 a line about jobs ends twice.
    private string End => dialect.HasLaterRoutes ? "\n" : "\n\n";

    public async Task<PodAnswer?> Answer(PodRequest request) => (request.Method, request.Segments) switch
    {
        ("GET", ["jobs"]) => new(200, $"{state.JobsJson().ToJsonString()}\n"),
        ("POST", ["jobs", "add"]) => await Add(request.Body),
        ("POST", ["jobs", "add", "script", var name]) when dialect.HasLaterRoutes => Script(name, request.Body),
        ("POST", ["jobs", "store", "file", var name]) when dialect.HasLaterRoutes => File(name, request),
        ("POST", ["jobs", "clear"]) => Clear(),
        ("POST", ["jobs", "run", "all"]) => Run([], _ => true),
        ("POST", ["jobs", "stop", "all"]) => new(dialect.Done, $"Jobs {NameList.Shown(state.Jobs.Select(job => job.Id))} stopped{End}"),
        ("POST", ["jobs", var names, "remove"]) => Remove(List(request, names)),
        ("POST", ["jobs", var names, "run"]) => Run(List(request, names), Which(List(request, names))),
        ("POST", ["jobs", var names, "stop"]) => new(dialect.Done, $"Jobs {NameList.Shown(List(request, names))} stopped{End}"),
        _ => null,
    };

    private async Task<PodAnswer> Add(string body)
    {
        JobSpec job;
        try
        {
            job = JobSpec.Decode(JsonNode.Parse(body), dialect);
        }
        catch (JsonException)
        {
            return new(400, "Failed to read job\n");
        }

        state.Add(job);
        await actions.Tell("Job Added", job.Id);
        if (job.IsAuto) actions.Run(job);
        return new(dialect.Done, $"Added Job: {body}\n");
    }

    private PodAnswer Clear()
    {
        state.RemoveJobs(_ => true);
        return new(dialect.Done, dialect.Generation == GotoGeneration.V041 ? "Jobs cleared\n" : "Jobs Cleared\n");
    }

    private PodAnswer Remove(IReadOnlyList<string> names)
    {
        if (names.Count == 0) return new(406, "No jobs\n");
        state.RemoveJobs(names.Contains);
        return new(dialect.Done, $"Jobs Removed: {NameList.Shown(names)}{End}");
    }

    private PodAnswer Run(IReadOnlyList<string> names, Func<string, bool> which)
    {
        JobSpec[] jobs = [.. state.Jobs.Where(job => which(job.Id))];
        if (jobs.Length == 0) return new(406, "No jobs to run\n");
        foreach (var job in jobs) actions.Run(job);
        var shown = dialect.HasLaterRoutes && names.Count == 0 ? jobs.Select(job => job.Id) : names;
        return new(dialect.Done, $"Jobs {NameList.Shown(shown)} started{End}");
    }

    private PodAnswer Script(string name, string body)
    {
        state.Set($"script {name}", body);
        return dialect.Generation == GotoGeneration.V2026
            ? new(200, $"Stored New Job Script [{name}] at path [/data/lab/{name}], and Job created with name [{name}]\n")
            : new(200, $"Stored Job Script [{name}] at path [/data/lab/{name}]\n");
    }

    private PodAnswer File(string name, PodRequest request)
    {
        var path = request.Query("path") is { Length: > 0 } given ? given : "/data/lab";
        state.Set($"file {path}/{name}", request.Body);
        var isNew = dialect.Generation == GotoGeneration.V2026 ? "New " : "";
        return new(200, $"Stored {isNew}File [{name}] at path [{path}/{name}]\n");
    }

    private IReadOnlyList<string> List(PodRequest request, string names) => NameList.Of(request, dialect, names, "jobs");

    // Without names in the query, everything is meant.
    private static Func<string, bool> Which(IReadOnlyList<string> names) => names.Count == 0 ? _ => true : names.Contains;
}
