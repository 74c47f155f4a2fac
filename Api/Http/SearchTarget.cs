using Lockers.Grains.Interfaces;

namespace Lockers.Api.Http;

/// <summary>Targets that read as if a locker were labelled <c>find</c> or <c>search</c>: what comes after that word is text to find otherwise.</summary>
internal static class SearchTarget
{
    // What is done to a locker, by method.
    private static readonly string[] Posted = ["open", "close", "clear", "load", "store", "remove", "ttl", "import"];
    private static readonly string[] Put = ["open", "store"];

    /// <summary>Refuses what would change a locker with such a label.</summary>
    /// <exception cref="ProblemException">400.</exception>
    public static void RefuseChange(string method, in RequestTarget target)
    {
        if (!target.HasTail || target.Count != 2) return;
        var tail = target.Tail;
        foreach (var action in Actions(method))
        {
            if (tail.StartsWith(action) && (tail.Length == action.Length || tail[action.Length] == '/'))
                throw ProblemException.BadRequest($"{Names.WhyNotLabel(target.Decoded(1))}.");
        }
    }

    private static ReadOnlySpan<string> Actions(string method) =>
        HttpMethods.IsPost(method) ? Posted : HttpMethods.IsPut(method) ? Put : [];
}
