using Lockers.Cluster.History;

namespace Lockers.Cluster.Doubt;

/// <summary>A text that was stored once, at a path where nothing else ever is.</summary>
/// <param name="Text">The text, unlike any other.</param>
/// <param name="Label">The locker it is in; null where the answer did not say: then it is a peer's, in the locker that was current.</param>
/// <param name="Start">When it was asked for.</param>
/// <param name="End">When the client knew.</param>
/// <param name="Outcome">What the client knew.</param>
/// <param name="Note">Who answered what.</param>
internal sealed record StoredText(string Text, string? Label, long Start, long End, Outcome Outcome, string Note)
{
    /// <summary>Its path in the tree that it is in.</summary>
    public string Path => Text.Replace('.', ',');
}
