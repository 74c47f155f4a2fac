using System.Security.Cryptography;
using System.Text;
using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// Store, get and a peer's store of a node with 4 keys against those of the same node without, as <see cref="HotPathCommand"/> measures them; clients send
/// their key as peers do, in <c>Authorization: Basic</c>. With an older build's Lockers.Silo.dll the node without keys is measured against that, too.
/// Arguments: rounds (11), seconds of each measurement (3), of each warm-up (7), then the older build, or none.
/// </summary>
internal sealed class EdgeCostCommand : ICommand
{
    private const string Peer = "/registry/peers/peer1/10.0.0.5:8081/locker/store/A,";
    private const double AtLeast = 0.97;

    /// <inheritdoc/>
    public string Name => "edge-cost";

    /// <inheritdoc/>
    public string Summary => "store and get with keys against without, and against an older build (5 min): rounds, seconds, warm-up, its Lockers.Silo.dll";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var report = new Report(Name);
        using var wrk = new Wrk();
        var keys = Enumerable.Range(0, 4).Select(_ => $"lk_{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789-_", 43)}").ToArray();
        using var open = await Server.StartNode();
        using var keyed = await Server.StartNode(keys.SelectMany((key, n) => Entry(n, key)));
        using var older = args is [_, _, _, var assembly, ..] ? await Server.StartNode(new FileInfo(assembly)) : null;

        var basic = $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"bench:{keys[^1]}"))}";
        var all = new List<(Contender Open, Contender Keyed, Contender? Older)>();
        foreach (var (name, method, path) in ((string, string, string)[])[("store", "POST", "/registry/lockers/bench/store/A,"), ("get", "GET", "/registry/lockers/bench/get/A,"), ("peer's store", "POST", Peer)])
        {
            var plain = wrk.Script(method, path);
            all.Add((
                new($"{name}, no keys", open, plain), new($"{name}, keys", keyed, wrk.Authorized(method, path, basic)),
                older is null ? null : new($"{name}, older", older, plain)));
        }

        var contenders = all.SelectMany(one => new[] { one.Open, one.Keyed, one.Older }).OfType<Contender>().ToArray();
        await Contender.Alternate(contenders, args.Number(0, 11), args.Number(1, 3), args.Number(2, 7));
        foreach (var one in contenders) one.Print(report);
        foreach (var ((without, with, before), name) in all.Zip((string[])["store", "get", "peer's store"]))
        {
            report.AtLeast($"{name}, keys / no keys, requests", with.RequestsAgainst(without), "", AtLeast);
            report.AtLeast($"{name}, no keys / keys, processor time", without.ProcessorAgainst(with), "", AtLeast);
            if (before is not null) report.AtLeast($"{name}, no keys / older, requests", without.RequestsAgainst(before), "", AtLeast);
            if (before is not null) report.AtLeast($"{name}, older / no keys, processor time", before.ProcessorAgainst(without), "", AtLeast);
        }

        return report.ExitCode;
    }

    private static string[] Entry(int n, string key) =>
    [
        $"--Lockers:Auth:Keys:{n}:Name=bench", $"--Lockers:Auth:Keys:{n}:Roles=write",
        $"--Lockers:Auth:Keys:{n}:Hash=sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)))}",
    ];
}
