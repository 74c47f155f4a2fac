using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Lockers.Cluster.History;

/// <summary>A read that cannot be.</summary>
/// <param name="Read">The read.</param>
/// <param name="Reason">Why it cannot be.</param>
/// <param name="Operations">All operations of its key.</param>
internal sealed record Violation(Operation Read, string Reason, IReadOnlyList<Operation> Operations)
{
    private const int Before = 14;
    private const int During = 30;
    private const int After = 5;

    /// <summary>What happened, with the operations around it, in milliseconds since the first of the key.</summary>
    public override string ToString() => Text(Operations.Min(operation => operation.Start));

    /// <summary>What happened, with the operations around it, in milliseconds since that timestamp.</summary>
    public string Text(long zero)
    {
        var text = new StringBuilder($"key {Read.Key}: {Reason}\n");
        foreach (var operation in Around().OrderBy(operation => operation.Start))
            text.Append(ReferenceEquals(operation, Read) ? ">> " : "   ").Append(Line(operation, zero)).Append('\n');
        return text.ToString();
    }

    /// <summary>One operation as a line.</summary>
    public static string Line(Operation operation, long zero) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Ms(operation.Start - zero),10:F1} {Ms(operation.End - zero),10:F1} ms  client {operation.Client,2}  {operation.Kind,-7} "
        + $"{Why.Text(operation.Value),-16} {operation.Outcome,-7} {operation.Note}");

    private static double Ms(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    // What overlaps the read, what came before and after it, and where its value comes from.
    private IEnumerable<Operation> Around()
    {
        var before = Operations.Where(operation => operation.End < Read.Start).OrderByDescending(operation => operation.End).Take(Before);
        var after = Operations.Where(operation => operation.Start > Read.End).OrderBy(operation => operation.Start).Take(After);
        var during = Operations.Where(operation => operation.Start <= Read.End && operation.End >= Read.Start).Take(During);
        var source = Operations.Where(operation => operation.IsWrite && operation.Value is not null && operation.Value == Read.Value);
        return before.Concat(during).Concat(after).Concat(source).Append(Read).Distinct();
    }
}
