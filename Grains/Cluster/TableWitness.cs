using System.Collections.Immutable;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Cluster;

/// <summary>What a look at the membership table says of a node.</summary>
internal enum TableSight : byte
{
    /// <summary>The table cannot be reached.</summary>
    Away,

    /// <summary>It lists the node as a member.</summary>
    Member,

    /// <summary>It lists the node as dead, which is for good.</summary>
    Dead,

    /// <summary>It does not list the node.</summary>
    Absent,

    /// <summary>The table is there and could not be read: a permission, the schema, a program error.</summary>
    Fault,
}

/// <summary>What one node answers another that cannot reach the membership table.</summary>
/// <param name="Sight">What it saw when it looked, after it was asked.</param>
/// <param name="Members">The active members that it knows: any of them could see a table that these two cannot.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.TableWitness)]
internal sealed record TableWitness([property: Id(0)] TableSight Sight, [property: Id(1)] ImmutableArray<SiloAddress> Members);
