namespace Lockers.Api.Http;

/// <summary>
/// Every query parameter that a route of ours or of any goto knows. One that nobody knows is a mistake in writing, and one that is given
/// twice contradicts itself: either would silently change what a request does. So would <c>ttl</c> where nothing takes it; what else a route does not
/// know changes nothing, and gotos send it.
/// </summary>
internal static class QueryNames
{
    private const int MaxShown = 64;

    // Ours, and those of gotos from 0.4.1 on, which may be sent here with nothing to do.
    private static readonly string[] Known =
    [
        "after", "by", "data", "detailed", "epoch", "epochs", "format", "from", "in", "instance", "level", "limit", "peer", "peers", "pretty", "recursive", "skip",
        "status", "tree",
        "ttl", "follow", "since", "wait",
        "events", "jobs", "path", "reverse", "targets", "unified", "uri", "url",
    ];

    private static readonly HashSet<string> Names = new(Known, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether requests may have such a parameter.</summary>
    public static bool Has(string name) => Names.Contains(name);

    /// <summary>Checks the parameters of a request.</summary>
    /// <exception cref="ProblemException">
    /// 400 for an unknown one, naming the nearest that is known, for one with more than one value, and for a time to live that would be ignored; an empty
    /// value is as absent.
    /// </exception>
    public static void Check(string method, in RequestTarget target, IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (!Has(name))
            {
                var shown = name.Length <= MaxShown ? name : $"{name[..MaxShown]}…";
                throw ProblemException.BadRequest($"There is no query parameter '{shown}'. Did you mean '{Nearest(shown.ToLowerInvariant())}'?");
            }

            if (values.Count > 1 && values.Count(value => value is { Length: > 0 }) > 1)
                throw ProblemException.BadRequest($"The query parameter '{name}' is given more than once; give it one value.");
            if (name.Equals(Ttl.Name, StringComparison.OrdinalIgnoreCase) && values.Any(value => value is { Length: > 0 }) && !TakesTtl(method, target))
                throw ProblemException.BadRequest($"The query parameter '{Ttl.Name}' would do nothing here. A text gets it with its store, and a locker by POST lockers/{{label}}/ttl?ttl=7d.");
        }
    }

    // lockers/{label}/store/…, lockers/{label}/ttl
    private static bool TakesTtl(string method, in RequestTarget target) => target is { IsOurs: true, Count: 3 } && target[0] is "lockers"
        && (target[2] is "store" ? HttpMethods.IsPost(method) || HttpMethods.IsPut(method) : target[2] is "ttl");

    private static string Nearest(string name) =>
        Known.OrderBy(known => Distance(name, known)).ThenBy(known => !known.StartsWith(name, StringComparison.Ordinal)).First();

    // How many characters have to be put in, taken out or replaced (Levenshtein).
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 0; i < one.Length; i++)
        {
            var (diagonal, left) = (row[0], i + 1);
            row[0] = left;
            for (var j = 0; j < other.Length; j++)
            {
                left = Math.Min(Math.Min(row[j + 1], left) + 1, diagonal + (one[i] == other[j] ? 0 : 1));
                (diagonal, row[j + 1]) = (row[j + 1], left);
            }
        }

        return row[^1];
    }
}
