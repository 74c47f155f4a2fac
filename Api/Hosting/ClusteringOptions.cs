using System.ComponentModel;

namespace Lockers.Api.Hosting;

/// <summary>How nodes and front ends find each other, from the configuration section <c>Lockers</c>.</summary>
public class ClusteringOptions
{
    /// <summary>What a choice says for PostgreSQL.</summary>
    public const string PostgreSql = "PostgreSql";

    private const string Localhost = "Localhost";

    /// <summary>How nodes find each other: <c>Localhost</c> (default): a node is alone; <c>PostgreSql</c>: in a table there.</summary>
    [Description("Localhost: a node is alone; PostgreSql: nodes find each other there")]
    public string Clustering { get; set; } = Localhost;

    /// <summary>The node's port for front ends that are not silos. Default 30000.</summary>
    [Description("the node's port for front ends without a silo")]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The IP address that others reach the node at. Default loopback.</summary>
    [Description("the IP address that others reach the node at")]
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>Nodes of one cluster have the same. Default <c>lockers</c>.</summary>
    [Description("the same at all nodes and front ends of a cluster")]
    public string ClusterId { get; set; } = "lockers";

    /// <summary>Stays the same as long as the data does. Default <c>lockers</c>.</summary>
    [Description("stays the same as long as the data does")]
    public string ServiceId { get; set; } = "lockers";

    /// <summary><c>ConnectionStrings:Lockers</c>: the database, for storage and clustering alike. A secret.</summary>
    internal string? ConnectionString { get; set; }

    /// <summary>Whether the node is one of several.</summary>
    internal bool IsClustered => Is(Clustering, PostgreSql);

    /// <summary>Whether a setting has a value, in any case.</summary>
    internal static bool Is(string value, string known) => value.Equals(known, StringComparison.OrdinalIgnoreCase);
}
