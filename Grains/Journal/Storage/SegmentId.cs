namespace Lockers.Grains.Journal.Storage;

/// <summary>The name of a segment in its journal. Names are in order: a later epoch's come behind; none is used twice.</summary>
/// <param name="Epoch">The epoch of the owner that wrote it.</param>
/// <param name="Ordinal">The how many-th of that owner, from 0.</param>
public readonly record struct SegmentId(long Epoch, long Ordinal);
