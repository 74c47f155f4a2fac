using System.Text;
using System.Text.Json.Nodes;
using Lockers.Conformance.Comparison;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Control;

/// <summary>Where our answers to testers who steer peers, or what we ask of pods, differ from goto's on purpose, and why.</summary>
internal static class ControlDifferences
{
    private const string Any = "goto-*-control.jsonl";
    private const string First = "goto-0.4.1-control.jsonl";
    private const string Second = "goto-0.7.0-control.jsonl";
    private const string Third = "goto-0.9-control.jsonl";
    private const string Kept = "Targets and jobs are kept as they came: a target needs a name and nothing else, a job an id or a name (PEERS.md); goto also "
        + "wants a method, and keeps a job without an id. A peer that has none is listed as empty or not at all by chance of what was removed, and asked for it is 204.";

    private const string Words = "Mutations are answered in the words of 0.4.1, with how much went behind them, so that an accident is seen.";
    private const string Clearing = "Clearing tells pods to clear their events too, as gotos from 0.7 on do: one of 0.4.1 takes it for anything and answers 200.";
    private const string Removing = "goto asks for /client/targets//remove, which pods answer with a redirect to nothing; ours are told to clear.";
    private const string Shapes = "Lockers and dumps have the shapes of 0.4.1 (API.md), which every goto loads; what later ones call otherwise is the same data.";

    public static IReadOnlyList<DeliberateDifference> All { get; } =
    [
        new("A_target_needs_no_method", Any, "POST /registry/peers/peer1/targets/add", Kept, Taken)
        {
            // These pods refuse it, and are told again in the shape of later ones.
            Calls = (comparer, line) => new[] { line.Body, """{"name":"bad","headers":{}}""" }
                .SelectMany(body => ExpectedCalls.Post(comparer.Registry.PodsOf("peer1"), "/client/targets/add", body)),
            When = line => line.Body == "{\"name\": \"bad\"}",
        },
        new("A_job_needs_an_id_or_a_name", Any, "POST /registry/peers/peer1/jobs/add", Kept, Expectations.Refused(400, "an id, or a name, is required"))
        {
            Calls = (_, _) => [],
            When = line => line.Note == "no id/name",
        },
        new("A_job_without_a_task_is_taken", Any, "POST /registry/peers/peer1/jobs/add", "goto panics; what a job needs is for pods to say.", Taken)
        {
            Calls = (comparer, _) => ExpectedCalls.Post(comparer.Registry.PodsOf("peer1"), "/jobs/add", """{"id":"j4","name":"j4"}"""),
            When = line => line.Status == 0,
        },
        new("Targets_of_all_peers_are_those_that_were_taken", Any, "GET /registry/peers/targets", Kept, OfPeers),
        new("Jobs_of_all_peers_are_those_that_were_taken", Any, "GET /registry/peers/jobs", Kept, OfPeers),
        new("No_target_of_a_peer_is_left_after_all_were_removed", First, "GET /registry/peers/peer1/targets", Removing,
            (_, _, ours) => ours.Status == 204 ? null : $"expected 204, got {ours}")
        {
            Lines = [136],
        },
        new("Targets_of_a_peer_are_those_that_were_taken", Any, "GET /registry/peers/*/targets", Kept, OfPeer)
        {
            When = line => line.Status != 204,
        },
        new("Jobs_of_a_peer_are_those_that_were_taken", Any, "GET /registry/peers/*/jobs", Kept, OfPeer)
        {
            When = line => line.Status != 204,
        },
        new("Files_are_handed_out_as_files", Third, "POST /registry/peers/add",
            "0.9 keeps files among the scripts, by a fault; its peers take files from either place.", FilesAreFiles)
        {
            Lines = [108, 110, 166, 174],
        },
        new("A_registered_pod_is_handed_out_what_was_taken", Any, "POST /registry/peers/add", Kept, HandedOut),
        new("All_targets_of_a_peer_can_be_removed", First, "POST /registry/peers/peer1/targets/remove/all", Removing, AllTold)
        {
            Calls = ExpectedCalls.OfPeer("/client/targets/clear"),
        },
        new("All_targets_of_a_peer_are_removed_by_a_clear", "goto-0.?*-control.jsonl", "POST /registry/peers/peer1/targets/remove/all", Removing, AllTold)
        {
            Calls = ExpectedCalls.OfPeer("/client/targets/clear"),
        },
        new("Targets_of_a_peer_without_any_are_cleared_on_its_pods", "goto-0.*-control.jsonl", "POST /registry/peers/peer1/targets/clear",
            "Its pods may have some all the same; goto does not ask them.", AllTold)
        {
            Calls = ExpectedCalls.OfPeer("/client/targets/clear"),
            When = line => line.Response == "{}\n",
        },
        new("Tracking_can_be_cleared", "goto-0.*-control.jsonl", "POST /registry/peers/track/headers/clear",
            "To 0.4.1 and 0.7 it is a header of that name.", AllTold)
        {
            Calls = ExpectedCalls.OfAll("/client/track/headers/clear"),
            When = line => line.Calls.Any(call => call.Uri.EndsWith("/add/clear", StringComparison.Ordinal)),
        },
        new("No_headers_are_tracked_after_a_clear", Any, "GET /registry/peers/track/headers", "To 0.4.1 and 0.7 it is a header of that name.", Expectations.Json("\"\""))
        {
            When = line => line.Response == "\"clear\"\n",
        },
        new("Clearing_a_locker_clears_events_of_pods", First, "POST /registry/peers/*/locker/clear", Clearing, Same)
        {
            Calls = ExpectedCalls.AndClearedEvents,
        },
        new("Clearing_an_instances_locker_clears_its_events", First, "POST /registry/peers/*/*/locker/clear", Clearing, Same)
        {
            Calls = ExpectedCalls.AndClearedEvents,
        },
        new("Clearing_all_peers_lockers_clears_events_of_pods", First, "POST /registry/peers/lockers/clear", Clearing, Same)
        {
            Calls = ExpectedCalls.AndClearedEvents,
        },
        new("Clearing_the_lockers_of_a_peer_clears_no_others", Third, "POST /registry/peers/*/lockers/clear",
            "0.9 clears the lockers of all peers, whatever the name.", AllTold)
        {
            Calls = ExpectedCalls.OnlyOfPeer,
        },
        new("Dropping_all_lockers_tells_pods", First, "POST /registry/lockers/*", Clearing, Expectations.Counts)
        {
            Calls = ExpectedCalls.OfAll("/events/clear", "/client/results/clear"),
            When = line => line.Response.StartsWith("All lockers", StringComparison.Ordinal),
        },
        new("Dropping_all_lockers_is_one_line", "goto-0.*-control.jsonl", "POST /registry/lockers/*", Words, Expectations.Line("All lockers are emptied and closed"))
        {
            When = line => line.Response.StartsWith('{'),
        },
        new("A_locker_that_is_closed_says_how_much_went", Any, "POST /registry/lockers/lab1/close", Words, Expectations.Line("Locker lab1 is emptied and closed")),
        new("A_locker_that_is_cleared_says_how_much_went", Any, "POST /registry/lockers/lab1/clear", Words, Expectations.Line("Locker lab1 is cleared")),
        new("Clearing_peers_is_said_in_other_words", Any, "POST /registry/peers/clear", Words, Expectations.Line("Peers cleared")),
        new("Clearing_epochs_is_said_in_other_words", Any, "POST /registry/peers/clear/epochs", Words, Expectations.Line("Peers epochs cleared")),
        new("Health_of_nobody_is_that_of_nobody", Third, "GET /registry/peers/nobody/health", "As 0.4.1 and 0.7 answer (PEERS.md).", Expectations.Json("{\"nobody\":{}}")),
        new("Health_of_an_address_that_is_not_there_is_none", Third, "GET /registry/peers/peer1/health/1.2.3.4:5", "As 0.4.1 and 0.7 answer (PEERS.md).",
            Expectations.Json("{\"peer1\":{}}")),
        new("A_clean_up_keeps_past_epochs", Any, "GET /registry/peers", "goto's clean-up forgets the past of pods that stay, by a fault.", WithoutPast)
        {
            When = line => line.At.Length == 0,
        },
        new("Pods_stay_as_they_are_where_nothing_is_loaded", Third, "GET /registry/peers", "The dump before was not loaded: pods are those of the clone.", WithoutLoad)
        {
            Lines = [194],
        },
        new("A_load_brings_pods_that_are_offline", Any, "GET /registry/peers", "Pods that a load or clone brought are not called until they remind (PEERS.md).", Offline)
        {
            When = line => line.At.Length > 0,
        },
        new("What_a_pod_says_is_a_string", Third, "*", "As to 0.4.1 and 0.7 (PEERS.md); 0.9 embeds what pods call JSON.", Said)
        {
            When = line => line.Uri.Contains("/call?uri=/", StringComparison.Ordinal) && line.Calls.Any(call => call.ResponseType == "application/json"),
        },
        new("A_clone_that_fails_changes_nothing", Any, "POST /registry/**", "It is 502 with the step that failed (PEERS.md); goto answers 500 with the words of success.", NotCloned)
        {
            When = line => line.Status == 500,
        },
        new("Cloned_lockers_of_09_have_the_shapes_of_041", Third, "GET /registry/lockers?data=y", $"{Shapes} 0.9 brings their labels only.", LockersIn041.SameLabels)
        {
            When = line => line.At.Length > 0,
        },
        new("Cloned_lockers_have_the_shapes_of_041", Any, "GET /registry/lockers?data=y", Shapes, LockersIn041.Same)
        {
            When = line => line.At.Length > 0,
        },
        new("A_dump_of_09_has_the_shapes_of_041", Third, "GET /registry/dump", $"{Shapes} {Kept} 0.9 keeps events among the lockers.", Dump(LockersIn041.SameLabels)),
        new("A_dump_has_the_shapes_of_041", Any, "GET /registry/dump", $"{Shapes} {Kept}", Dump(LockersIn041.Same)),
        new("A_dump_of_09_is_not_loaded", Third, "POST /registry/load", "Dumps of 0.4.1's shape are loaded (API.md), and of 0.7, whose lockers hold no more.", Expectations.Refused(400, "Nothing was loaded")),
        new("What_is_wrong_is_a_problem", Any, "*", "Errors are problem+json; goto's are lines or JSON of its own (API.md).", Expectations.ProblemInOurWords)
        {
            When = line => line.Status is >= 400 and < 500 and not 424,
        },
    ];

    // Jobs that goto kept and we refused, and what we kept and goto refused.
    private static readonly string[] Refused = [""];
    private static readonly string[] More = ["bad", "j4"];

    private static string? Same(Comparer comparer, Recording theirs, Answer ours) => comparer.Difference(theirs, ours);

    private static string? Taken(Comparer comparer, Recording theirs, Answer ours) => ours.Status == 200 ? null : $"expected 200, got {ours}";

    // The pods of the peer that is named, or of all, whatever goto told.
    private static string? AllTold(Comparer comparer, Recording theirs, Answer ours)
    {
        var peer = theirs.Uri.Split('/')[3];
        var told = new JsonObject((peer == "track" ? comparer.Registry.Peers : [peer]).Select(told => KeyValuePair.Create(told, (JsonNode?)new JsonObject(
            comparer.Registry.PodsOf(told).Select(pod => KeyValuePair.Create(pod, (JsonNode?)JsonValue.Create(true)))))));
        return ours.Status == 200 ? comparer.Json(theirs.Uri, told, ours) : $"expected that all pods are told, got {ours}";
    }

    private static string? NotCloned(Comparer comparer, Recording theirs, Answer ours) =>
        ours.Status == 502 && ours.Text.Contains("/registry/peers", StringComparison.Ordinal) ? null : $"expected 502 with the step, got {ours}";

    private static string? OfPeers(Comparer comparer, Recording theirs, Answer ours)
    {
        if (ours.Status != 200) return $"expected 200, got {ours}";
        var (left, right) = (JsonNode.Parse(theirs.Response)!.AsObject(), ours.Json!.AsObject());
        foreach (var side in (JsonObject[])[left, right])
        {
            foreach (var (name, kept) in side.ToList())
            {
                Drop(kept!.AsObject(), side == left ? Refused : More);
                if (kept.AsObject().Count == 0) side.Remove(name);
            }
        }

        return comparer.Json(theirs.Uri, left, With(ours, right));
    }

    private static string? OfPeer(Comparer comparer, Recording theirs, Answer ours)
    {
        var left = JsonNode.Parse(theirs.Response)!.AsObject();
        var right = ours.Status == 204 ? [] : ours.Json!.AsObject();
        Drop(left, Refused);
        Drop(right, More);
        return ours.Status is 200 or 204 ? comparer.Json(theirs.Uri, left, With(ours, right)) : $"expected 200 or 204, got {ours}";
    }

    private static string? HandedOut(Comparer comparer, Recording theirs, Answer ours)
    {
        if (ours.Status != 200) return $"expected 200, got {ours}";
        var (left, right) = (JsonNode.Parse(theirs.Response)!, ours.Json!);
        foreach (var kept in (string[])["Targets", "Jobs"])
        {
            if (left[kept] is JsonObject named) Drop(named, Refused);
            if (right[kept] is JsonObject kepts) Drop(kepts, More);
        }

        return Expectations.PeerDataSuperset(comparer, theirs with { Response = left.ToJsonString() }, With(ours, right));
    }

    private static string? FilesAreFiles(Comparer comparer, Recording theirs, Answer ours)
    {
        if (ours.Status != 200) return $"expected 200, got {ours}";
        var (left, right) = (JsonNode.Parse(theirs.Response)!, ours.Json!);
        foreach (var (name, file) in right["Files"]!.AsObject().ToList()) right["JobScripts"]![name] = file!.DeepClone();
        right["Files"] = new JsonObject();
        return HandedOut(comparer, theirs with { Response = left.ToJsonString() }, With(ours, right));
    }

    private static string? Said(Comparer comparer, Recording theirs, Answer ours)
    {
        if (ours.Status != 200) return $"expected 200, got {ours}";
        var right = ours.Json!;
        foreach (var (_, pods) in right.AsObject())
        {
            foreach (var (address, said) in pods!.AsObject().ToList()) pods[address] = JsonNode.Parse(said!.GetValue<string>());
        }

        return comparer.Json(theirs.Uri, JsonNode.Parse(theirs.Response), With(ours, right));
    }

    private static string? WithoutLoad(Comparer comparer, Recording theirs, Answer ours)
    {
        var (left, right) = (JsonNode.Parse(theirs.Response)!, ours.Json!);
        foreach (var pod in Pods(left).Concat(Pods(right))) (pod["pastEpochs"], pod["offline"]) = (null, true);
        return comparer.Json(theirs.Uri, left, With(ours, right));
    }

    private static string? WithoutPast(Comparer comparer, Recording theirs, Answer ours)
    {
        var (left, right) = (JsonNode.Parse(theirs.Response)!, ours.Json!);
        foreach (var pod in Pods(left))
        {
            var kept = Pods(right).FirstOrDefault(kept => (string?)kept["address"] == (string?)pod["address"]);
            pod["pastEpochs"] ??= kept?["pastEpochs"]?.DeepClone();
        }

        return comparer.Json(theirs.Uri, left, ours);
    }

    private static string? Offline(Comparer comparer, Recording theirs, Answer ours)
    {
        var (left, right) = (JsonNode.Parse(theirs.Response)!, ours.Json!);
        foreach (var pod in Pods(left).Concat(Pods(right))) (pod["pastEpochs"], pod["offline"]) = (null, true);
        return Pods(ours.Json!).All(pod => (bool)pod["offline"]!) ? comparer.Json(theirs.Uri, left, With(ours, right)) : $"expected pods that are offline, got {ours}";
    }

    private static Func<Comparer, Recording, Answer, string?> Dump(Func<Comparer, Recording, Answer, string?> lockers) => (comparer, theirs, ours) =>
    {
        if (ours.Status != 200) return $"expected a dump, got {ours}";
        var (left, right) = (JsonNode.Parse(theirs.Response)!, ours.Json!);
        return lockers(comparer, theirs with { Response = left["lockers"]!.ToJsonString() }, With(ours, right["lockers"]!))
            ?? WithoutPast(comparer, theirs with { Response = left["peers"]!.ToJsonString() }, With(ours, right["peers"]!))
            ?? OfPeers(comparer, theirs with { Response = left["peerTargets"]!.ToJsonString() }, With(ours, right["peerTargets"]!))
            ?? OfPeers(comparer, theirs with { Response = left["peerJobs"]!.ToJsonString() }, With(ours, right["peerJobs"]!))
            ?? comparer.Json(theirs.Uri, left["peerTrackingHeaders"], With(ours, right["peerTrackingHeaders"]!))
            ?? comparer.Json(theirs.Uri, left["peerProbes"], With(ours, right["peerProbes"]!));
    };

    private static IEnumerable<JsonObject> Pods(JsonNode peers) =>
        peers.AsObject().SelectMany(peer => peer.Value!["pods"]!.AsObject()).Select(pod => pod.Value!.AsObject());

    private static void Drop(JsonObject map, string[] names)
    {
        foreach (var name in names) map.Remove(name);
    }

    private static Answer With(Answer ours, JsonNode json) =>
        new(200, new Dictionary<string, string> { ["Content-Type"] = ours.ContentType ?? "application/json; charset=utf-8" }, Encoding.UTF8.GetBytes(json.ToJsonString()));
}
