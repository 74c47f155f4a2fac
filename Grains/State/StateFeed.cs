using Lockers.Grains.Tree;

namespace Lockers.Grains.State;

/// <summary>What a grain's state tells of its changes, for those who follow them. All of it is on the grain's thread.</summary>
internal abstract class StateFeed
{
    private TaskCompletionSource? _changed;

    /// <summary>The revision of the last change that the trees do not show.</summary>
    public abstract long LastRemoval { get; }

    /// <summary>Completes with the next change that is committed.</summary>
    public Task Changed => (_changed ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Notes a change that was applied.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="m">The change, with its revision.</param>
    /// <param name="first">The first tree behind it.</param>
    public abstract void Note(int tree, in Mutation m, TreeRoot first);

    /// <summary>Forgets what was taken back.</summary>
    /// <param name="committed">The revision up to which everything is committed.</param>
    /// <param name="revision">The highest revision that was given out.</param>
    public abstract void TakeBack(long committed, long revision);

    /// <summary>Knows nothing of what came before a revision.</summary>
    public abstract void Forget(long revision);

    /// <summary>Tells those who wait that something is committed.</summary>
    public void Committed()
    {
        if (_changed is not { } changed) return;
        _changed = null;
        changed.TrySetResult();
    }
}
