using Lockers.Gotos.Results;

namespace Lockers.Gotos.Pod;

/// <summary><c>/client/results</c> and <c>/client/track</c>.</summary>
internal sealed class ResultRoutes(GotoDialect dialect, PodState state, IPodActions actions)
{
    private const string Headers = "headers";
    private const string Times = "times";

    public async Task<PodAnswer?> Answer(PodRequest request)
    {
        switch (request.Method, request.Segments)
        {
            case ("GET", ["client", "results"]):
                return new(dialect.Read, "{}\n");
            case ("POST", ["client", "results", "clear"]):
                actions.Results.Clear();
                return new(dialect.Done, dialect.Generation == GotoGeneration.V041 ? "Results cleared\n" : "Results Cleared\n");
            case ("POST", ["client", "results", "all", var enable]):
                actions.Results.CountAll(IsYes(enable));
                return new(dialect.Done, "Changed all targets summary results collection\n");
            case ("POST", ["client", "results", "invocations", var enable]):
                return new(dialect.Done, Invocations(IsYes(enable)));
            case ("GET", ["client", "track", "headers"]):
                return new(dialect.Read, $"Tracking headers: {state.Setting(Headers)}\n");
            case ("POST", ["client", "track", "headers", "clear"]):
                Track("");
                return new(dialect.Done, "All tracking headers cleared\n");
            case ("POST", ["client", "track", "headers", "add", var headers]):
                return dialect.HasLaterRoutes ? NotThere() : await Tracked(headers);
            case ("POST", ["client", "track", "headers", var headers]) when dialect.HasLaterRoutes:
                return await Tracked(headers);
            case ("GET", ["client", "track", "time"]) when dialect.HasLaterRoutes:
                return new(200, "[]\n");
            case ("POST", ["client", "track", "time", var buckets]) when dialect.HasLaterRoutes:
                return await TrackTime(buckets);
            default:
                return null;
        }
    }

    // Pods of 2026 have no route of this shape; those of 0.9 take it for anything.
    private PodAnswer? NotThere() => dialect.Generation == GotoGeneration.V2026 ? new(404, "404 page not found\n") : null;

    private async Task<PodAnswer> Tracked(string headers)
    {
        Track(headers);
        await actions.Tell("Tracking Headers Added", $"Header {headers} will be tracked");
        return new(dialect.Done, $"Header {headers} will be tracked\n");
    }

    private async Task<PodAnswer> TrackTime(string buckets)
    {
        if (buckets == "clear")
        {
            actions.Results.Track(TimeBuckets.None);
            return new(200, "All tracking time buckets cleared\n");
        }

        if (TimeBuckets.Parse(buckets) is not { } parsed) return new(400, "{\"error\":\"Invalid time buckets\"}\n");
        actions.Results.Track(parsed);
        state.Set(Times, buckets);
        await actions.Tell("Tracking TimeBucket Added", $"Time Buckets [{buckets}] will be tracked");
        return new(200, $"Time Buckets [{buckets}] will be tracked\n");
    }

    private void Track(string headers)
    {
        state.Set(Headers, headers);
        actions.Results.Track(headers);
    }

    private string Invocations(bool enable) => dialect.HasLaterRoutes
        ? $"Will {(enable ? "" : "not ")}collect invocation results\n"
        : "Changed invocation results collection\n";

    private static bool IsYes(string text) => text.ToLowerInvariant() is "y" or "yes" or "true" or "1";
}
