namespace Lockers.Gotos.Pod;

/// <summary>The names of targets or jobs in a request: those of the path, from 2026-02 on those of the query.</summary>
internal static class NameList
{
    public static IReadOnlyList<string> Of(PodRequest request, GotoDialect dialect, string path, string parameter) =>
        (dialect.TakesListsFromQuery ? request.Query(parameter) : path).Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>As Go prints a list.</summary>
    public static string Shown(IEnumerable<string> names) => $"[{string.Join(' ', names)}]";
}
