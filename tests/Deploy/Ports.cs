using Lockers.Silo.Hosting;

namespace Lockers.Deploy;

/// <summary>The ports that a node has unless it is told otherwise.</summary>
internal static class Ports
{
    public const int Http = 8080;

    public static int Silo { get; } = new NodeOptions().SiloPort;

    public static int Gateway { get; } = new NodeOptions().GatewayPort;
}
