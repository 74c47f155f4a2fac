using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Watching;

/// <summary>A change of a tree that was noted for followers.</summary>
/// <param name="Revision">Its revision.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Path">The key, with <c>,</c> between the keys of its path.</param>
internal readonly record struct NotedChange(long Revision, ChangeKind Kind, byte[] Path);
