using System.Net;

namespace Lockers.Api.Pods;

/// <summary>
/// Which networks pods are called in. Any client can register any address, so addresses that no pod has, such as those of a cloud's metadata, are
/// never called.
/// </summary>
internal sealed class PodNetworks
{
    // No host: on Linux 0.0.0.0 and :: reach this machine by another name.
    private static readonly IPNetwork[] Never = Parse("0.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32", "::/128", "ff00::/8");

    // Link-local networks, where clouds have their metadata, and where they have it elsewhere.
    private static readonly IPNetwork[] NeverByDefault = Parse(
        "169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "fd20:ce::254/128", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32");

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    private readonly IPNetwork[] _allowed;

    private PodNetworks(IPNetwork[] allowed) => _allowed = allowed;

    /// <summary>The networks of a configuration: CIDRs with <c>,</c> between them, empty for everything but link-local ones.</summary>
    /// <exception cref="FormatException">Some of it is none: see <see cref="WhyNot"/>.</exception>
    public static PodNetworks Of(string networks) => new([.. Split(networks).Select(IPNetwork.Parse)]);

    /// <summary>The first part of a configuration that is no network; null where each is one.</summary>
    public static string? WhyNot(string networks) => Split(networks).FirstOrDefault(network => !IPNetwork.TryParse(network, out _));

    /// <summary>Whether an address may be connected to. IPv4 in the clothes of IPv6 counts as what it leads to.</summary>
    public bool Allows(IPAddress address)
    {
        address = Plain(address);
        return !IsIn(Never, address) && (_allowed.Length == 0 ? !IsIn(NeverByDefault, address) : IsIn(_allowed, address));
    }

    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : Nat64.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12))
        : address;

    private static bool IsIn(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, network => network.Contains(address));

    private static string[] Split(string networks) => networks.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IPNetwork[] Parse(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
