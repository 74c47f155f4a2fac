using Lockers.Tests.Shared;

namespace Lockers.Cluster.Nodes;

/// <summary>What came of a request.</summary>
/// <param name="Sent">Whether any of it may have reached the node.</param>
/// <param name="Answer">The whole answer, or null: it was not sent, or there was no answer in time, or half of one.</param>
/// <param name="IsOfServing">Whether the node was serving all the while.</param>
/// <param name="Note">Who answered what, for people.</param>
internal sealed record Reply(bool Sent, Answer? Answer, bool IsOfServing, string Note)
{
    /// <summary>The status, or 0 where there is no answer.</summary>
    public int Status => Answer?.Status ?? 0;

    /// <summary>Whether a node that was serving let its client down.</summary>
    public bool IsFailure => IsOfServing && Status is (0 or >= 500);
}
