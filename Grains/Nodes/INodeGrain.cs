using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Nodes;

/// <summary>One node, for the other nodes. The key is its silo's address; it is nowhere but there.</summary>
[Alias(TypeAliases.NodeGrain)]
internal interface INodeGrain : IGrainWithStringKey
{
    /// <summary>Keeps a chunk of a state that is being handed over to this node.</summary>
    [Alias("Keep"), ResponseTimeout("00:00:30")]
    ValueTask Keep(Guid handover, int number, [Immutable] byte[] chunk);

    /// <summary>
    /// Gives a chunk that was kept; null where there is none. The same one can be asked for again, until the next one is.
    /// </summary>
    [Alias("Give"), ResponseTimeout("00:00:10")]
    ValueTask<HandoverChunk?> Give(Guid handover, int number);

    /// <summary>Forgets what is left of a state: it has arrived.</summary>
    [Alias("Forget"), ResponseTimeout("00:00:10")]
    ValueTask Forget(Guid handover);
}

/// <summary>A chunk of a state.</summary>
/// <param name="Bytes">See <see cref="Journal.TreeChunks"/>. Nobody writes to them.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.HandoverChunk)]
internal sealed record HandoverChunk([property: Id(0)] byte[] Bytes);
