namespace Lockers.Grains.Journal;

/// <summary>
/// Whether this node may still answer for what its grains hold. A node that was declared dead, without noticing because it
/// stood still or was cut off, must not: another one may serve the same grains by then.
/// </summary>
internal interface IServingLease
{
    /// <summary>This node's name, as journals record it; empty for a node that is alone.</summary>
    string Node { get; }

    /// <summary>Whether this node may answer, as of a moment ago.</summary>
    bool IsValid { get; }

    /// <summary>Completes when another node, which held a grain before, can no longer answer for it.</summary>
    Task WaitOut(string node);

    /// <summary>
    /// Completes when no node that is known to be dead can answer any more: what lived there in memory may begin elsewhere. Where there are no
    /// other nodes, at once.
    /// </summary>
    Task WaitOutDead() => Task.CompletedTask;
}

/// <summary>The lease of a node that is alone and shares no storage: nobody takes over from it.</summary>
internal sealed class StandaloneLease : IServingLease
{
    /// <inheritdoc/>
    public string Node => "";

    /// <inheritdoc/>
    public bool IsValid => true;

    /// <inheritdoc/>
    public Task WaitOut(string node) => Task.CompletedTask;
}
