using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Results.Tables;

/// <summary>Two tables side by side.</summary>
/// <param name="Name">What the row sums up.</param>
/// <param name="A">The row of the first; null where it has none.</param>
/// <param name="B">The row of the second; null where it has none.</param>
internal readonly record struct ComparedRow(RowName Name, TargetResults? A, TargetResults? B)
{
    private static readonly TargetResults Nothing = new();

    /// <summary>What is shown of it; of a row that is not there, zeros.</summary>
    public (ResultSums A, ResultSums B) Sums(StatusFilter filter) => (new(A ?? Nothing, filter), new(B ?? Nothing, filter));

    /// <summary>The rows of either table, by name. Where one has a row because a response counts, that of the other is there too.</summary>
    public static List<ComparedRow> Of(ResultTable a, ResultTable b, StatusFilter filter)
    {
        var (all, others) = (a.Rows(StatusFilter.All), b.Rows(StatusFilter.All));
        var rows = new List<ComparedRow>(Math.Max(all.Count, others.Count));
        var (i, j) = (0, 0);
        while (i < all.Count || j < others.Count)
        {
            var order = i == all.Count ? 1 : j == others.Count ? -1 : Utf8Order.Instance.Compare(all[i].Name.Text, others[j].Name.Text);
            var (left, right) = (order <= 0 ? all[i++] : default(ResultRow?), order >= 0 ? others[j++] : default(ResultRow?));
            var row = new ComparedRow((left ?? right)!.Value.Name, left?.Results, right?.Results);
            if (Counts(row.A, filter) || Counts(row.B, filter) || filter.IsAll) rows.Add(row);
        }

        return rows;
    }

    /// <summary>All rows together.</summary>
    public static ComparedRow Total(ResultGrouping by, List<ComparedRow> rows)
    {
        var (a, b) = (new TargetResults(), new TargetResults());
        foreach (var row in rows)
        {
            if (row.A is { } left) a.Merge(left);
            if (row.B is { } right) b.Merge(right);
        }

        return new(new(by, "total"), a, b);
    }

    private static bool Counts(TargetResults? results, StatusFilter filter) => results?.ByStatusCode?.Keys.Any(filter.Counts) == true;
}
