using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Npgsql;

namespace Lockers.Api.Hosting;

/// <summary>An address that a program listens on.</summary>
/// <param name="Key">The key of the configuration that says so.</param>
/// <param name="EndPoint">The address.</param>
/// <param name="AddressKey">The key that says the IP address.</param>
/// <param name="Change">The argument that names another port.</param>
internal sealed record ListenPort(string Key, IPEndPoint EndPoint, string AddressKey, Func<int, string> Change);

/// <summary>Tries the addresses that a program will listen on, before anything starts.</summary>
internal static class ListenCheck
{
    private const string Urls = "urls";
    private const string NoCertificate =
        "urls has an https address, and there is no certificate for it; name one in Kestrel:Certificates:Default:Path and KeyPath or Password, or use http.";

    /// <summary>What is wrong with the addresses, one sentence each.</summary>
    /// <param name="configuration">Where <c>urls</c> is.</param>
    /// <param name="others">The addresses that are not for HTTP.</param>
    public static List<string> Errors(IConfiguration configuration, IEnumerable<ListenPort> others)
    {
        var errors = new List<string>();
        var all = HttpPorts(configuration, errors).Concat(others).Where(one => one.EndPoint.Port != 0).ToList();
        foreach (var both in all.GroupBy(one => one.EndPoint.Port).Where(some => some.DistinctBy(one => one.Key).Count() > 1))
            errors.Add($"{string.Join(" and ", both.Select(one => one.Key).Distinct())} are both for port {both.Key}; they must differ.");
        var taken = new List<ListenPort>();
        foreach (var one in all)
        {
            switch (Try(one.EndPoint))
            {
                case SocketError.AddressAlreadyInUse: taken.Add(one); break;
                case SocketError.AccessDenied: errors.Add($"{Named(one)} needs rights that this user does not have; take a port from 1024 on."); break;
                case SocketError.AddressNotAvailable when !IPAddress.IsLoopback(one.EndPoint.Address):
                    errors.Add($"{one.AddressKey} names {one.EndPoint.Address}, which is not an address of this machine."); break;
                default: break;
            }
        }

        if (taken.Count > 0) errors.Add(InUse([.. taken.DistinctBy(one => (one.Key, one.EndPoint.Port))]));
        return [.. errors.Distinct()];
    }

    /// <summary>What a failure of the start means, as far as it is about addresses, certificates or the database; else null.</summary>
    public static string? Explain(Exception failure) => failure.GetBaseException() switch
    {
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } or AddressInUseException => $"{FirstLine(failure)} Name another port.",
        InvalidOperationException wrong when wrong.Message.Contains("HTTPS", StringComparison.Ordinal) => NoCertificate,
        NpgsqlException database => $"PostgreSQL: {FirstLine(database)}",
        Exception wrong when failure is IOException or InvalidOperationException || wrong is IOException or SocketException
            or System.Security.Cryptography.CryptographicException => FirstLine(wrong),
        _ => null,
    };

    private static List<ListenPort> HttpPorts(IConfiguration configuration, List<string> errors)
    {
        var ports = new List<ListenPort>();
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().ToList();
        if (endpoints.Count == 0)
        {
            foreach (var url in (configuration[Urls] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                Add(ports, errors, Urls, url);
        }

        foreach (var endpoint in endpoints.Where(endpoint => endpoint["Url"] is not null))
            Add(ports, errors, $"{endpoint.Path}:Url", endpoint["Url"]!);
        return ports;
    }

    private static void Add(List<ListenPort> ports, List<string> errors, string key, string url)
    {
        if (Parse(url) is not { } address)
        {
            errors.Add($"{key} is '{url}', which is not an address to serve on; one is http://localhost:8080.");
        }
        else if (!address.IsUnixPipe && !address.IsNamedPipe)
        {
            string Change(int port) => $"--{key} {address.Scheme}://{address.Host}:{port}";
            ports.AddRange(Addresses(address.Host).Select(ip => new ListenPort(key, new IPEndPoint(ip, address.Port), key, Change)));
        }
    }

    private static BindingAddress? Parse(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            var isLocalhost = address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
            return address.Scheme is "http" or "https" && address.PathBase.Length == 0 && address.Port <= IPEndPoint.MaxPort
                && !(isLocalhost && address.Port == 0) ? address : null;
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    // As the server does: a name that is not localhost's means every address.
    private static IPAddress[] Addresses(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
        : IPAddress.TryParse(host.Trim('[', ']'), out var address) ? [address]
        : [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any];

    private static SocketError Try(IPEndPoint address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (address.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(address);
            return SocketError.Success;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode;
        }
    }

    private static string InUse(List<ListenPort> taken)
    {
        var offered = taken.Select(one => one.EndPoint.Port).ToHashSet();
        var change = taken.Select(one => one.Change(NextFree(one.EndPoint, offered))).ToList();
        return $"In use already: {string.Join(", ", taken.Select(Named))}. Is another node running? Stop it, or name other ports: {string.Join(' ', change)}";
    }

    private static int NextFree(IPEndPoint taken, HashSet<int> offered)
    {
        var port = taken.Port + 1;
        while (port < IPEndPoint.MaxPort && (!offered.Add(port) || Try(new IPEndPoint(taken.Address, port)) == SocketError.AddressAlreadyInUse)) port++;
        return Math.Min(port, IPEndPoint.MaxPort);
    }

    private static string Named(ListenPort one) => $"port {one.EndPoint.Port} ({one.Key})";

    private static string FirstLine(Exception failure) => failure.Message.Split('\n')[0].Trim();
}
