using System.Globalization;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Pods;
using Lockers.Api.Security;

namespace Lockers.Api.Peers;

/// <summary>
/// The readiness and the liveness probe of all pods: their URIs, and the statuses that pods answer to them. Told to all pods, and handed to those
/// that register later.
/// </summary>
internal static class ProbeEndpoints
{
    /// <summary>The largest status.</summary>
    public const int MaxStatus = 999;

    private static readonly string[] PostOrPut = ["POST", "PUT"];

    public static RouteGroupBuilder MapProbes(this RouteGroupBuilder peers)
    {
        var admin = peers.For(Role.Admin);
        peers.For(Role.Read).MapGet("/probes", async (HttpContext context, LockerEdge edge) =>
            await Answers.JsonText(context, (await edge.Registry.Settings()).Probes))
            .Describe("getProbes", "The probes of all pods.", Gives.Json("Probes", "The probes."));

        // To 0.8, and from 0.9 on.
        foreach (var form in (ReadOnlySpan<string>)["/probe/{type}", "/probes/{type}"]) admin.MapMethods($"{form}/set", PostOrPut, SetUri)
            .DescribeOrSame(form == "/probes/{type}", "setProbe", "Sets the URI of a probe of all pods, and tells them.",
                Asks.Value("uri", "The probe's URI.", "/ready", isRequired: true), Gives.PodsOrFailure);
        admin.MapMethods("/probe/{type}/status/set/{status}", PostOrPut, SetStatus)
            .SameAs("setProbeStatus");
        admin.MapMethods("/probes/{type}/set/status={status}", PostOrPut, SetStatus)
            .Describe("setProbeStatus", "Sets the status that pods answer to a probe, and tells them.", Gives.PodsOrFailure);
        return peers;
    }

    private static async Task SetUri(HttpContext context, LockerEdge edge, SettingPush push)
    {
        var type = Type(context);
        var uri = Query.Value(context.Request, "uri") ?? throw ProblemException.BadRequest("Cannot add. Invalid URI: it is empty; give it as ?uri=/…");
        if (uri.Length > PodUri.MaxTarget) throw ProblemException.BadRequest($"The uri has {uri.Length} characters; the limit is {PodUri.MaxTarget}.");
        await edge.Registry.SetProbe(IsReadiness(type), uri, 0);
        Repeats.Of(context).Made();
        var value = PodUri.Path(uri);
        await push.Tell(context, "Peer Probe Set", $"{type} {uri}", PodCall.Post($"/probe/{type}/set?uri={value}", $"/probes/{type}/set?uri={value}"));
    }

    private static async Task SetStatus(HttpContext context, LockerEdge edge, SettingPush push)
    {
        var (type, text) = (Type(context), LockerEdge.Route(context, "status"));
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var status) || status > MaxStatus)
            throw ProblemException.BadRequest($"Cannot set. Invalid status code '{text}': it is a whole number up to {MaxStatus}.");
        if (status <= 0) status = StatusCodes.Status200OK;
        await edge.Registry.SetProbe(IsReadiness(type), null, status);
        Repeats.Of(context).Made();
        var what = string.Create(CultureInfo.InvariantCulture, $"{type} {status}");
        await push.Tell(context, "Peer Probe Status Set", what, PodCall.Post(
            string.Create(CultureInfo.InvariantCulture, $"/probe/{type}/status/set/{status}"),
            string.Create(CultureInfo.InvariantCulture, $"/probes/{type}/set/status={status}")));
    }

    private static bool IsReadiness(string type) => type == "readiness";

    private static string Type(HttpContext context)
    {
        var type = LockerEdge.Route(context, "type");
        return type.ToLowerInvariant() is "readiness" or "liveness"
            ? type.ToLowerInvariant()
            : throw ProblemException.BadRequest($"Cannot add. Invalid probe type '{type}': it is readiness or liveness.");
    }
}
