using Lockers.Grains.Interfaces;

namespace Lockers.Api.Http;

/// <summary>Targets that read as if a locker were labelled <c>find</c> or <c>search</c>: what comes after that word is text to find otherwise.</summary>
internal static class SearchTarget
{
    // What is done to a locker.
    private static readonly string[] Actions = ["open", "close", "clear", "load", "store", "remove"];

    /// <summary>Refuses what would change a locker with such a label.</summary>
    /// <exception cref="ProblemException">400.</exception>
    public static void RefuseChange(string method, in RequestTarget target)
    {
        if (!target.HasTail || target.Count != 2 || !HttpMethods.IsPost(method)) return;
        var tail = target.Tail;
        foreach (var action in Actions)
        {
            if (tail.StartsWith(action) && (tail.Length == action.Length || tail[action.Length] == '/'))
                throw ProblemException.BadRequest($"{Names.WhyNotLabel(target.Decoded(1))}.");
        }
    }
}
