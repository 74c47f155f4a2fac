using System.Text.RegularExpressions;

namespace Lockers.Api.Hosting;

/// <summary>
/// Tells which reasons of repeated failures were not said yet. Reasons that differ in numbers only, such as those of a message or a
/// port, count as one.
/// </summary>
/// <param name="most">How many different reasons are said at most.</param>
internal sealed partial class NewReasons(int most)
{
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Whether a reason is to be said; from then on it is not.</summary>
    public bool Add(string reason)
    {
        var form = Numbers().Replace(reason, "0");
        lock (_gate) return _said.Count < most && _said.Add(form);
    }

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();
}
