using System.Text.Json;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Cluster;

/// <summary>How the nodes are, for people who look after them.</summary>
internal static class ClusterEndpoints
{
    // A node that is asked answers from memory. One that does not is said not to.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public static RouteGroupBuilder MapCluster(this RouteGroupBuilder registry)
    {
        registry.For(Role.Read).MapGet("/cluster", Read)
            .Describe("getCluster", "How the nodes are, those apart that are dead.", Gives.Json("Cluster", "The nodes."));
        return registry;
    }

    /// <summary>
    /// Answers <c>{"nodes":[{"node","status","since","answers","version","storage","clustering","inDoubt","inDoubtNames","broken","brokenNames"}]}</c>:
    /// members of the cluster that are not dead, in the order of their addresses. What only the node knows is null where it does not answer.
    /// </summary>
    private static async Task Read(HttpContext context, IGrainFactory grains, TimeProvider time)
    {
        var members = await grains.GetGrain<IManagementGrain>(0).GetDetailedHosts(onlyActive: false).Within(Deadline, time, context.RequestAborted);
        var living = members.Where(member => member.Status != SiloStatus.Dead)
            .OrderBy(member => member.SiloAddress.ToParsableString(), StringComparer.Ordinal).ToList();
        var asked = await Task.WhenAll(living.Select(member => Ask(grains, member, time, context.RequestAborted)));
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body, JsonText.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("nodes");
            foreach (var (member, status) in living.Zip(asked)) Write(json, member, status);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        await Answers.JsonText(context, body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    private static async Task<NodeStatus?> Ask(IGrainFactory grains, MembershipEntry member, TimeProvider time, CancellationToken aborted)
    {
        if (member.Status != SiloStatus.Active) return null;
        try
        {
            return await grains.GetGrain<INodeStatusGrain>(member.SiloAddress.ToParsableString()).Status().AsTask().Within(Deadline, time, aborted);
        }
        catch (Exception error) when (CallFailures.IsForNow(error))
        {
            // That it does not answer is what people want to know.
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, MembershipEntry member, NodeStatus? status)
    {
        json.WriteStartObject();
        json.WriteString("node", member.SiloAddress.Endpoint.ToString());
        json.WriteString("status", member.Status.ToString());
        json.WriteString("since", Rfc3339.Text(member.StartTime.Ticks));
        json.WriteBoolean("answers", status is not null);
        json.WriteString("version", status?.Version);
        json.WriteString("storage", status?.Storage);
        json.WriteString("clustering", status?.Clustering);
        Grains(json, "inDoubt", status?.InDoubt, status?.InDoubtNames ?? []);
        Grains(json, "broken", status?.Broken, status?.BrokenNames ?? []);
        json.WriteEndObject();
    }

    private static void Grains(Utf8JsonWriter json, string name, int? count, IEnumerable<string> names)
    {
        if (count is { } known) json.WriteNumber(name, known);
        else json.WriteNull(name);
        json.WriteStartArray($"{name}Names");
        foreach (var grain in names) json.WriteStringValue(Named(grain));
        json.WriteEndArray();
    }

    // A grain's kind is a letter, and its key may have parts.
    private static string Named(string grain) => grain.Split(':', 2) switch
    {
        ["R", _] => "registry",
        ["E", _] => "events of the registry",
        ["L", var key] => $"locker {key}",
        ["P", var key] => $"peer {key}",
        ["I", var key] => $"instance {key.Replace('\u0001', ' ')}",
        _ => grain,
    };
}
