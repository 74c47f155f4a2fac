using System.Text.Json.Nodes;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Registry;

/// <summary>
/// The probes as peers read them: <c>{"ReadinessProbe":uri,"LivenessProbe":uri,"ReadinessStatus":n,"LivenessStatus":n}</c>. Members that are
/// not known stay.
/// </summary>
internal static class ProbesJson
{
    private const int DefaultStatus = 200;

    /// <summary>The probes with one of them changed: see <see cref="IRegistryGrain.SetProbe"/>.</summary>
    /// <param name="probes">The probes so far: JSON, or null.</param>
    /// <param name="isReadiness">Which one.</param>
    /// <param name="uri">Its URI, or null.</param>
    /// <param name="status">Its status, or 0.</param>
    public static byte[] With(byte[]? probes, bool isReadiness, string? uri, int status)
    {
        var all = (probes is null ? null : JsonNode.Parse(probes)) as JsonObject ?? [];
        foreach (var member in (ReadOnlySpan<string>)["ReadinessProbe", "LivenessProbe"]) all[member] ??= "";
        foreach (var member in (ReadOnlySpan<string>)["ReadinessStatus", "LivenessStatus"]) all[member] ??= 0;
        var (uriMember, statusMember) = isReadiness ? ("ReadinessProbe", "ReadinessStatus") : ("LivenessProbe", "LivenessStatus");
        if (uri is not null) all[uriMember] = uri;
        if (status > 0) all[statusMember] = status;
        else if (all[statusMember] is not JsonValue kept || !kept.TryGetValue<int>(out var set) || set <= 0) all[statusMember] = DefaultStatus;
        return JsonText.Write(json => all.WriteTo(json));
    }
}
