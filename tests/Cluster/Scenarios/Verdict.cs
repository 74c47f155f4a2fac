using Lockers.Cluster.History;
using Lockers.Cluster.Load;
using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

/// <summary>What must be true at the end of a scenario, whatever happened in it.</summary>
internal static class Verdict
{
    private const int FirstReader = 1000;
    private static readonly TimeSpan Deadline = TestDeadlines.Recovery;

    /// <summary>
    /// Waits until all nodes are ready, reads every key through every door, and checks that all that was ever seen is explained
    /// by linearizable registers: nothing that was acknowledged is lost, nothing comes back, nobody sees the past.
    /// </summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="registers">The keys.</param>
    /// <param name="atLeast">How many acknowledged writes make the scenario worth its name.</param>
    public static async Task NothingIsLost(this Scenario scenario, IReadOnlyList<Register> registers, int atLeast)
    {
        scenario.Say("the load has ended");
        await scenario.Cluster.AllReady();
        scenario.Say($"all nodes are ready; they had {string.Join(", ", scenario.Cluster.Nodes.Select(node => node.Lives))} lives");
        await Task.WhenAll(scenario.Cluster.Doors.Select((door, at) => ReadAll(scenario, door, FirstReader + at, registers)));
        scenario.Say("all keys were read");
        await scenario.IsLinearizable(initial: null);
        var writes = scenario.History.Done(OperationKind.Store, OperationKind.Remove);
        Assert.True(writes >= atLeast, $"Only {writes} writes were acknowledged.");
    }

    /// <summary>Checks the whole history, and that no answer broke a rule.</summary>
    public static async Task IsLinearizable(this Scenario scenario, string? initial)
    {
        var operations = scenario.History.Operations;
        var kinds = operations.CountBy(operation => (operation.Kind, operation.Outcome)).OrderBy(count => count.Key);
        scenario.Say("recorded " + string.Join(", ", kinds.Select(count => $"{count.Key.Kind} {count.Key.Outcome}: {count.Value}")));
        var violations = RegisterCheck.Violations(operations, initial);
        if (violations.Count > 0)
        {
            var saved = await scenario.History.Save($"{RunForm.Seed}");
            var first = violations.Take(5).Select(violation => violation.Text(scenario.History.Zero));
            Assert.Fail($"{violations.Count} keys; all in {saved}\n{string.Join('\n', first)}");
        }

        Assert.True(scenario.Tally.Faults.Count == 0, string.Join('\n', scenario.Tally.Faults));
    }

    private static async Task ReadAll(Scenario scenario, ClusterNode node, int client, IReadOnlyList<Register> registers)
    {
        using var door = new Door(node, TimeSpan.FromSeconds(10));
        var calls = new RecordedCalls(client, scenario.History, scenario.Tally);
        foreach (var register in registers)
        {
            var note = "";
            await Until.Holds(
                async () =>
                {
                    var reply = await calls.Get(door, register);
                    note = $"{reply.Note} {reply.Answer}";
                    return reply.Status is 200 or 404;
                },
                Deadline, () => $"{register.Key} is read through {node.Name}: {note}", scenario.Stop);
        }
    }
}
