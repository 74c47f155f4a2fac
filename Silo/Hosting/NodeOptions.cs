namespace Lockers.Silo.Hosting;

/// <summary>How a node keeps data and finds others, from the configuration section <c>Lockers</c>.</summary>
public sealed class NodeOptions
{
    /// <summary>Where data is kept: <c>Memory</c> (default): a node that stops forgets it.</summary>
    public string Storage { get; set; } = "Memory";

    /// <summary>How nodes find each other: <c>Localhost</c> (default): a node is alone.</summary>
    public string Clustering { get; set; } = "Localhost";

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
}
