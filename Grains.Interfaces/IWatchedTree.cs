namespace Lockers.Grains.Interfaces;

/// <summary>
/// A tree whose committed changes can be followed. The follower asks, over and over, for what comes behind a place, so the tree knows of no followers:
/// a question that finds nothing new waits for a while. A follower goes on in the same way after any failure, and after the grain has moved.
/// </summary>
[Alias(TypeAliases.WatchedTree)]
public interface IWatchedTree : IGrain
{
    /// <summary>How long a question waits when there is nothing new.</summary>
    static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The committed changes behind a place, in the order of their revisions: those that the tree still shows, and removals. Of several stores of one
    /// key it may give the last one only.
    /// </summary>
    [Alias("Changes"), ResponseTimeout("00:00:15")]
    ValueTask<ChangePage> Changes(ChangesQuery query);
}
