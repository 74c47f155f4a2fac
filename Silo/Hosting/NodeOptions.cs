using System.ComponentModel;
using Lockers.Api.Hosting;

namespace Lockers.Silo.Hosting;

/// <summary>How a node keeps data and finds others, from the configuration section <c>Lockers</c>.</summary>
public sealed class NodeOptions : ClusteringOptions
{
    /// <summary>
    /// Where data is kept: <c>Memory</c> (default): a node that ends forgets it; <c>PostgreSql</c>: what was acknowledged
    /// survives.
    /// </summary>
    [Description("Memory: a node that ends forgets; PostgreSql: what was acknowledged survives")]
    public string Storage { get; set; } = "Memory";

    /// <summary>Whether the node serves REST too (default), or only the silo for front ends of their own, and health.</summary>
    [Description("false: a silo without REST, for front ends of their own")]
    public bool Api { get; set; } = true;

    /// <summary>Whether the node brings the database's schema up to date at its start. Default yes.</summary>
    [Description("false: the node only checks the database's schema")]
    public bool AutoCreateSchema { get; set; } = true;

    /// <summary>The port for other silos. Default 11111.</summary>
    [Description("the port for other nodes")]
    public int SiloPort { get; set; } = 11111;

    /// <summary>Whether journals are kept in PostgreSQL.</summary>
    internal bool IsDurable => Is(Storage, PostgreSql);
}
