using System.Text.Json;
using System.Text.Json.Nodes;
using Lockers.Gotos.Running;

namespace Lockers.Gotos.Pod;

/// <summary><c>/client/targets</c>.</summary>
internal sealed class TargetRoutes(GotoDialect dialect, PodState state, IPodActions actions)
{
    public async Task<PodAnswer?> Answer(PodRequest request) => (request.Method, request.Segments) switch
    {
        ("GET", ["client", "targets"]) => new(200, $"{state.TargetsJson().ToJsonString()}\n"),
        ("POST", ["client", "targets", "add"]) => await Add(request.Body),
        ("POST", ["client", "targets", "clear"]) => Clear(),
        ("POST", ["client", "targets", "invoke", "all"]) => Invoke(_ => true),
        ("POST", ["client", "targets", "stop", "all"]) => Stop([], _ => true),
        ("POST", ["client", "targets", var names, "remove"]) => Remove(List(request, names)),
        ("POST", ["client", "targets", var names, "invoke"]) => Invoke(Which(List(request, names))),
        ("POST", ["client", "targets", var names, "stop"]) => Stop(List(request, names), List(request, names).Contains),
        _ => null,
    };

    private async Task<PodAnswer> Add(string body)
    {
        TargetSpec target;
        try
        {
            target = TargetSpec.Decode(JsonNode.Parse(body), dialect);
        }
        catch (JsonException)
        {
            return new(400, "Failed to parse json\n");
        }

        if (target.WhyNot() is { } why) return new(400, $"{why}\n");
        // Pods of 2026 panic where a target has no headers.
        if (dialect.HasHeaderMaps && target.Headers.ValueKind != JsonValueKind.Object) return new(0, "");
        state.Add(target);
        await actions.Tell("Target Added", target.Name!);
        if (target.AutoInvoke == true) actions.Invoke(target);
        return new(dialect.Done, $"Added target: {body}\n");
    }

    private PodAnswer Clear()
    {
        actions.StopTargets(_ => true);
        state.RemoveTargets(_ => true);
        return new(dialect.Done, "Targets cleared\n");
    }

    private PodAnswer Remove(IReadOnlyList<string> names)
    {
        if (names.Count == 0) return new(400, "No target given\n");
        actions.StopTargets(names.Contains);
        state.RemoveTargets(names.Contains);
        return new(dialect.Done, $"Targets Removed: {NameList.Shown(names)}\n");
    }

    private PodAnswer Invoke(Func<string, bool> which)
    {
        TargetSpec[] targets = [.. state.Targets.Where(target => which(target.Name!))];
        if (targets.Length == 0) return new(406, "No targets to invoke\n");
        foreach (var target in targets) actions.Invoke(target);
        return new(dialect.Done, dialect.Generation == GotoGeneration.V2026 ? "" : "Targets invoked\n");
    }

    private PodAnswer Stop(IReadOnlyList<string> names, Func<string, bool> which)
    {
        var known = state.Targets.Select(target => target.Name!).Where(which);
        var knowsNone = dialect.TakesListsFromQuery ? state.Targets.Count == 0 : !known.Any();
        actions.StopTargets(which);
        return new(200, knowsNone ? "No targets to stop\n" : $"Targets {NameList.Shown(names)} stopped\n");
    }

    private IReadOnlyList<string> List(PodRequest request, string names) => NameList.Of(request, dialect, names, "targets");

    // Without names in the query, everything is meant.
    private static Func<string, bool> Which(IReadOnlyList<string> names) => names.Count == 0 ? _ => true : names.Contains;
}
