using Lockers.Tests.Shared;

namespace Lockers.Benchmarks.Http.Processes;

/// <summary>The ports of a node.</summary>
/// <param name="Rest">Where it serves.</param>
/// <param name="Silo">For other nodes.</param>
/// <param name="Gateway">For Orleans' clients.</param>
internal sealed record NodePorts(int Rest, int Silo, int Gateway)
{
    /// <summary>Three that are free now.</summary>
    public static NodePorts Free()
    {
        var ports = FreePort.Several(3);
        return new(ports[0], ports[1], ports[2]);
    }

    /// <summary>The node's arguments that say so.</summary>
    public string[] Arguments() =>
        ["--urls", $"http://127.0.0.1:{Rest}", $"--Lockers:SiloPort={Silo}", $"--Lockers:GatewayPort={Gateway}"];
}
