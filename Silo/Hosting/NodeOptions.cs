namespace Lockers.Silo.Hosting;

/// <summary>How a node keeps data and finds others, from the configuration section <c>Lockers</c>.</summary>
public sealed class NodeOptions
{
    /// <summary>What <see cref="Storage"/> and <see cref="Clustering"/> say for PostgreSQL.</summary>
    public const string PostgreSql = "PostgreSql";

    /// <summary>
    /// Where data is kept: <c>Memory</c> (default): a node that ends forgets it; <c>PostgreSql</c>: what was acknowledged
    /// survives.
    /// </summary>
    public string Storage { get; set; } = "Memory";

    /// <summary>How nodes find each other: <c>Localhost</c> (default): a node is alone; <c>PostgreSql</c>: in a table there.</summary>
    public string Clustering { get; set; } = "Localhost";

    /// <summary>Whether the node serves REST too (default), or only the silo for front ends of their own, and health.</summary>
    public bool Api { get; set; } = true;

    /// <summary>Whether the node brings the database's schema up to date at its start. Default yes.</summary>
    public bool AutoCreateSchema { get; set; } = true;

    /// <summary>The port for other silos. Default 11111.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port for front ends that are not silos. Default 30000.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The IP address that others reach this node at. Default loopback.</summary>
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>Nodes of one cluster have the same. Default <c>lockers</c>.</summary>
    public string ClusterId { get; set; } = "lockers";

    /// <summary>Stays the same as long as the data does. Default <c>lockers</c>.</summary>
    public string ServiceId { get; set; } = "lockers";

    /// <summary><c>ConnectionStrings:Lockers</c>: the database, for storage and clustering alike. A secret.</summary>
    internal string? ConnectionString { get; set; }

    /// <summary>Whether journals are kept in PostgreSQL.</summary>
    internal bool IsDurable => Is(Storage, PostgreSql);

    /// <summary>Whether the node is one of several.</summary>
    internal bool IsClustered => Is(Clustering, PostgreSql);

    /// <summary>Whether a setting has a value, in any case.</summary>
    internal static bool Is(string value, string known) => value.Equals(known, StringComparison.OrdinalIgnoreCase);
}
