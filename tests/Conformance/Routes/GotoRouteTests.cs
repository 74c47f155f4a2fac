using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Conformance.Routes;

/// <summary>What <c>docs/goto-routes.md</c> says is there is there.</summary>
public sealed class GotoRouteTests
{
    // The routes that the registry of goto 0.4.1 has; four of them are there twice, with a query and without.
    private const int Earliest = 76;

    [Fact]
    public async Task Every_route_of_goto_is_served_or_has_another_that_is()
    {
        await using var node = await LockersNode.Start();
        var missing = new List<string>();
        foreach (var route in GotoRoute.All())
        {
            foreach (var (method, target) in route.Requests())
            {
                var answer = await node.Client.Send(method, target);
                if (answer.Status == 405 || (answer.Status == 404 && IsNoEndpoint(answer))) missing.Add($"{route.Theirs}: {method} {target} is {answer}");
            }
        }

        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    [Fact]
    public void The_table_has_every_route_of_the_earliest_generation_once()
    {
        var all = GotoRoute.All();

        Assert.Distinct(all.Select(route => route.Theirs));
        Assert.Equal(Earliest, Lines().Count(cells => cells[2].StartsWith("0.4.1", StringComparison.Ordinal)));
    }

    private static IEnumerable<string[]> Lines() =>
        File.ReadLines(Path.Combine(Repository.Root, "docs", "goto-routes.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 6);

    private static bool IsNoEndpoint(Answer answer) => answer.Text.Contains("There is no endpoint", StringComparison.Ordinal);
}
