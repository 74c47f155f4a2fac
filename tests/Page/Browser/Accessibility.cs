using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Xunit;

namespace Lockers.Page.Browser;

/// <summary>What axe says of a page.</summary>
internal static class Accessibility
{
    private const int MaxShown = 3;

    /// <summary>Nothing serious or critical stands in the way of people who use the page by other means than eyes and a mouse.</summary>
    public static async Task AssertAccessible(this Tab tab, string what)
    {
        var found = await tab.Page.RunAxe();
        var serious = found.Violations.Where(violation => violation.Impact is "serious" or "critical").ToList();
        Assert.True(serious.Count == 0, $"{what}: {string.Join('\n', serious.Select(Described))}");
    }

    private static string Described(AxeResultItem violation) =>
        $"{violation.Impact} {violation.Id}: {violation.Help}\n" +
        string.Join('\n', violation.Nodes.Take(MaxShown).Select(node => $"  {node.Html}\n    {node.Any.Concat(node.All).FirstOrDefault()?.Message}"));
}
