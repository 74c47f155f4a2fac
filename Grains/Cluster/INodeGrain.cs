using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Cluster;

/// <summary>One node, for the other nodes. The key is its silo's address; it is nowhere but there.</summary>
[Alias(TypeAliases.NodeGrain)]
internal interface INodeGrain : IGrainWithStringKey
{
    /// <summary>Keeps a chunk of a state that is being handed over to this node; its grain is listed here from now on.</summary>
    /// <param name="handover">The hand-over.</param>
    /// <param name="number">The chunk's number, from 0.</param>
    /// <param name="chunk">See <see cref="Journal.TreeChunks"/>.</param>
    /// <param name="kind">The letter of the grain's kind.</param>
    /// <param name="grain">The grain.</param>
    [Alias("Keep"), ResponseTimeout("00:00:30")]
    ValueTask Keep(Guid handover, int number, [Immutable] byte[] chunk, string kind, HeldGrain grain);

    /// <summary>
    /// Gives a chunk that was kept; null where there is none. The same one can be asked for again, until the next one is.
    /// </summary>
    [Alias("Give"), ResponseTimeout("00:00:10")]
    ValueTask<HandoverChunk?> Give(Guid handover, int number);

    /// <summary>Forgets the rest of a state: its grain has received it, here or on another node, and is listed there.</summary>
    [Alias("Forget"), ResponseTimeout("00:00:10")]
    ValueTask Forget(Guid handover);
}

/// <summary>A chunk of a state.</summary>
/// <param name="Bytes">See <see cref="Journal.TreeChunks"/>. Nobody writes to them.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.HandoverChunk)]
internal sealed record HandoverChunk([property: Id(0)] byte[] Bytes);
