using System.Diagnostics;
using System.Text.RegularExpressions;
using Lockers.Tests.Shared;

namespace Lockers.Cluster.Scenarios;

/// <summary>
/// A network of this machine's own, of a few hosts in network namespaces and a database in the machine's. Any two of them can be cut
/// off from each other: then what one sends the other never arrives. Clients reach every host beside it, whatever is cut.
/// Nothing of it is left at the end, however this process ends.
/// </summary>
internal sealed partial class PartitionNetwork : IAsyncDisposable
{
    /// <summary>The database's place among the hosts.</summary>
    public const int Database = -1;

    private const int SiloPort = 11111;
    private const int GatewayPort = 30000;
    private const int HttpPort = 8080;
    private const string Nobody = "02:6c:6b:00:00:ff";
    private static readonly TimeSpan Deadline = TestDeadlines.Recovery;

    // Ends the network when the pipe to this process closes: what still runs in it, its namespaces and with them all that leads there.
    private const string Keeper =
        """
        cat >/dev/null
        for name in $(ip netns list | cut -d' ' -f1 | grep "^$0n"); do
          for pid in $(ip netns pids "$name"); do kill -KILL "$pid"; done
          ip netns del "$name"
        done

        # Those that lead into a namespace would go by themselves, a little later.
        for wire in $(ip -o link show | grep -o " $0[bmv][0-9]*"); do ip link del "$wire" 2>/dev/null; done
        """;

    private readonly string _name;
    private readonly int _hosts;
    private readonly int _number;
    private readonly HashSet<(int, int)> _cut = [];
    private readonly Process _keeper;

    private PartitionNetwork(string name, int hosts, int number)
    {
        (_name, _hosts, _number) = (name, hosts, number);
        _keeper = Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", Keeper, name]) { RedirectStandardInput = true })!;
    }

    /// <summary>Why there can be no such network here, in one line; null: there can be.</summary>
    public static string? Missing { get; } =
        !OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess ? "A network that is split takes Linux and root (network namespaces)."
        : !HasIp() ? "A network that is split takes the program ip. On Debian: apt-get install iproute2."
        : Environment.GetEnvironmentVariable(PrivatePostgres.Variable) is { Length: > 0 }
            ? $"A network that is split takes a PostgreSQL of its own. Run it without {PrivatePostgres.Variable}."
        : null;

    /// <summary>The database's address.</summary>
    public string DatabaseAddress => Address(Database);

    /// <summary>All hosts' addresses, as PostgreSQL writes them.</summary>
    public string Range => $"198.18.{_number}.0/24";

    /// <summary>Makes a network, and ends those that processes left which are no more.</summary>
    public static async Task<PartitionNetwork> Create(int hosts)
    {
        await EndStale();
        var network = new PartitionNetwork($"lk{Environment.ProcessId}", hosts, Environment.ProcessId % 250);
        try
        {
            await network.Build();
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>The name of a host's namespace.</summary>
    public string Namespace(int host) => $"{_name}n{host}";

    /// <summary>Where clients reach a host.</summary>
    public Uri Door(int host) => new($"http://198.19.{_number}.{(4 * host) + 2}:{HttpPort}");

    /// <summary>The arguments of a node on a host.</summary>
    public string[] Arguments(int host) =>
    [
        "--urls", Door(host).GetLeftPart(UriPartial.Authority), $"--Lockers:AdvertisedAddress={Address(host)}",
        $"--Lockers:SiloPort={SiloPort}", $"--Lockers:GatewayPort={GatewayPort}",
    ];

    /// <summary>Cuts a host off from others, both ways; all at once.</summary>
    public async Task Cut(int host, params int[] others)
    {
        foreach (var other in others) _cut.UnionWith([(host, other), (other, host)]);
        await PointAll();
    }

    /// <summary>Undoes every cut.</summary>
    public async Task Heal()
    {
        _cut.Clear();
        await PointAll();
    }

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        using var late = new CancellationTokenSource(Deadline);
        await _keeper.WaitForExitAsync(late.Token);
        _keeper.Dispose();
    }

    private IEnumerable<int> Places => Enumerable.Range(Database, _hosts + 1);

    private string Bridge => $"{_name}b";

    private string Address(int place) => $"198.18.{_number}.{Last(place)}";

    private static int Last(int place) => place == Database ? 100 : place + 1;

    private static string Hardware(int place) => $"02:6c:6b:00:00:{Last(place):x2}";

    private async Task Build()
    {
        for (var host = 0; host < _hosts; host++) await Ip(null, $"netns add {Namespace(host)}");
        var lines = new List<string>
        {
            $"link add {Bridge} type bridge", $"link set {Bridge} address {Hardware(Database)}",
            $"addr add {Address(Database)}/24 dev {Bridge}", $"link set {Bridge} up",
        };
        for (var host = 0; host < _hosts; host++)
        {
            var (space, wire, door) = (Namespace(host), $"{_name}v{host}", $"{_name}m{host}");
            lines.AddRange([
                $"link add {wire} type veth peer name eth0 address {Hardware(host)} netns {space}",
                $"link set {wire} master {Bridge}", $"link set {wire} up",
                $"link add {door} type veth peer name eth1 netns {space}",
                $"addr add 198.19.{_number}.{(4 * host) + 1}/30 dev {door}", $"link set {door} up",
            ]);
        }

        await Ip(null, [.. lines]);
        for (var host = 0; host < _hosts; host++)
        {
            await Ip(
                Namespace(host), "link set lo up", $"addr add {Address(host)}/24 dev eth0", "link set eth0 up",
                $"addr add 198.19.{_number}.{(4 * host) + 2}/30 dev eth1", "link set eth1 up");
        }

        await PointAll();
    }

    // Who is cut off is sent to where nobody is: it is lost on the way, and nobody is told.
    private Task<string[]> PointAll() => Task.WhenAll(Places.Select(from => Ip(
        from == Database ? null : Namespace(from),
        [.. Places.Where(to => to != from).Select(to =>
            $"neigh replace {Address(to)} lladdr {(_cut.Contains((from, to)) ? Nobody : Hardware(to))} nud permanent dev "
            + (from == Database ? Bridge : "eth0"))])));

    private static async Task EndStale()
    {
        var names = (await Run("ip", "", "netns", "list")).Split('\n').Select(line => line.Split(' ')[0]);
        var owners = names.Select(name => OwnName().Match(name)).Where(match => match.Success).Select(match => match.Groups[1].Value).Distinct();
        foreach (var owner in owners.Where(owner => !Directory.Exists($"/proc/{owner}")))
        {
            await Run("sh", "", "-c", Keeper, $"lk{owner}");
        }
    }

    private static Task<string> Ip(string? space, params string[] lines) =>
        Run("ip", string.Join('\n', lines) + "\n", space is null ? ["-batch", "-"] : ["-n", space, "-batch", "-"]);

    private static async Task<string> Run(string program, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var late = new CancellationTokenSource(Deadline);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(late.Token), process.StandardError.ReadToEndAsync(late.Token));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(late.Token);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}\n{input}");
    }

    private static bool HasIp() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "ip")));

    [GeneratedRegex("^lk([0-9]+)n[0-9]+$")]
    private static partial Regex OwnName();
}
