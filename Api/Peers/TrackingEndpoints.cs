using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Pods;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>
/// Which headers peers count by, and in which ranges of time. Either replaces what was set before, is told to all pods, and handed to those
/// that register later.
/// </summary>
internal static class TrackingEndpoints
{
    /// <summary>The most characters of headers to track, and of time buckets.</summary>
    public const int MaxLength = 4096;

    private static readonly string[] PostOrPut = ["POST", "PUT"];

    public static RouteGroupBuilder MapTracking(this RouteGroupBuilder peers)
    {
        var (read, admin) = (peers.For(Role.Read), peers.For(Role.Admin));
        read.MapGet("/track/headers", async (HttpContext context, LockerEdge edge) =>
            await Answers.JsonText(context, Json.Quoted((await edge.Registry.Settings()).TrackingHeaders ?? "")))
            .Describe("getTrackedHeaders", "The headers that all peers count by.", Gives.JsonString("The headers.", "x-tenant|x-ver,via-goto"));
        read.MapGet("/track/time", async (HttpContext context, LockerEdge edge) =>
            await Answers.JsonText(context, Json.Quoted((await edge.Registry.Settings()).TimeBuckets ?? "")))
            .Describe("getTimeBuckets", "The times of answers that all peers count by.", Gives.JsonString("Ranges in milliseconds.", "0-100,101-300"));
        admin.MapMethods("/track/headers/{headers}", PostOrPut, Headers)
            .Describe("trackHeaders", "Sets the headers that all peers count by, and tells their pods.", Gives.PodsOrFailure);
        admin.MapMethods("/track/headers/clear", PostOrPut, ClearHeaders).WithMetadata(new Sweeping("track no headers"))
            .Describe("clearTrackedHeaders", "No peer counts by headers any more.", Gives.PodsOrFailure);
        admin.MapMethods("/track/time/{buckets}", PostOrPut, Time)
            .Describe("trackTime", "Sets the times of answers that all peers count by, and tells their pods.", Gives.PodsOrFailure);
        admin.MapMethods("/track/time/clear", PostOrPut, ClearTime).WithMetadata(new Sweeping("count by no times"))
            .Describe("clearTimeBuckets", "No peer counts by times of answers any more.", Gives.PodsOrFailure);
        return peers;
    }

    // To 0.8, and from 0.9 on: a pod answers 404, or 200, to the one that it lacks.
    private static Task Headers(HttpContext context, LockerEdge edge, SettingPush push)
    {
        var headers = Value(context, "headers");
        if (Names.IsBlank(headers)) throw ProblemException.BadRequest("There are no headers to track.");
        var segment = PodUri.Segment(headers);
        return Set(
            context, edge, push, new(headers, null), "Headers Added", headers,
            PodCall.Post($"/client/track/headers/add/{segment}", $"/client/track/headers/{segment}"));
    }

    private static Task ClearHeaders(HttpContext context, LockerEdge edge, SettingPush push) =>
        Set(context, edge, push, new("", null), "Headers Cleared", "", PodCall.Post("/client/track/headers/clear"));

    private static Task Time(HttpContext context, LockerEdge edge, SettingPush push)
    {
        var buckets = Value(context, "buckets");
        if (!TimeBuckets.Are(buckets))
            throw ProblemException.BadRequest($"Invalid time buckets '{buckets}': they are ranges in milliseconds, such as 0-100,101-300.");
        return Set(context, edge, push, new(null, null, buckets), "Time Buckets Added", buckets, PodCall.Post($"/client/track/time/{buckets}"));
    }

    private static Task ClearTime(HttpContext context, LockerEdge edge, SettingPush push) =>
        Set(context, edge, push, new(null, null, ""), "Time Buckets Cleared", "", PodCall.Post("/client/track/time/clear"));

    private static async Task Set(
        HttpContext context, LockerEdge edge, SettingPush push, RegistrySettings settings, string done, string what, PodCall call)
    {
        await edge.Registry.SetSettings(settings);
        Repeats.Of(context).Made();
        await push.Tell(context, $"Peer Tracking {done}", what, call);
    }

    private static string Value(HttpContext context, string name)
    {
        var value = LockerEdge.Route(context, name);
        return value.Length <= MaxLength
            ? value
            : throw ProblemException.BadRequest($"The {name} have {value.Length} characters; the limit is {MaxLength}.");
    }
}
