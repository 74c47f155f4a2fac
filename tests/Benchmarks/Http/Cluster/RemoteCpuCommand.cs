using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;
using Lockers.Tests.Shared;

namespace Lockers.Benchmarks.Http.Cluster;

/// <summary>
/// What a request costs whose locker is on another of 3 nodes in memory, against one whose locker is on the node that is
/// asked: the processor time of all 3. wrk with one thread and 32 connections, texts of 200 bytes at 1,000 keys.
/// Arguments: rounds (5), seconds of each measurement (3), of each warm-up (5).
/// </summary>
internal sealed class RemoteCpuCommand : ICommand
{
    private const int Nodes = 3;

    /// <inheritdoc/>
    public string Name => "remote-cpu";

    /// <inheritdoc/>
    public string Summary => "processor time of requests to lockers on another node, against those on the node that is asked (2 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var report = new Report(Name);
        await using var postgres = await PrivatePostgres.Start(PrivatePostgres.Durable);
        using var wrk = new Wrk();
        var nodes = new List<Server>();
        try
        {
            while (nodes.Count < Nodes) nodes.Add(await Server.StartNode(NodeSettings.Member(postgres)));
            var (here, there) = await Lockers(nodes);
            var localStore = Contender("store, on this node", "POST", $"/registry/lockers/{here}/store/A,");
            var remoteStore = Contender("store, on another", "POST", $"/registry/lockers/{there}/store/A,");
            var localGet = Contender("get, on this node", "GET", $"/registry/lockers/{here}/get/A,");
            var remoteGet = Contender("get, on another", "GET", $"/registry/lockers/{there}/get/A,");

            Contender[] all = [localStore, remoteStore, localGet, remoteGet];
            await Http.Contender.Alternate(all, args.Number(0, 5), args.Number(1, 3), args.Number(2, 5));
            foreach (var one in all) one.Print(report);
            report.AtMost("store: another / this node, processor time", remoteStore.ProcessorAgainst(localStore), "", 2.5);
            report.AtMost("get: another / this node, processor time", remoteGet.ProcessorAgainst(localGet), "", 2.5);
            report.Figure("store: another / this node, requests", remoteStore.RequestsAgainst(localStore), "");
            report.Figure("get: another / this node, requests", remoteGet.RequestsAgainst(localGet), "");
            report.Check("the nodes logged no warning", nodes.TrueForAll(node => node.Complaints().Length == 0));
            return report.ExitCode;
        }
        finally
        {
            foreach (var node in nodes) node.Dispose();
        }

        Contender Contender(string name, string method, string path) => new(name, nodes[0], wrk.Script(method, path))
        {
            Processor = () => nodes.Aggregate(TimeSpan.Zero, (sum, node) => sum + node.Processor),
        };
    }

    // One locker on the first node, and one on some other.
    private static async Task<(string Here, string There)> Lockers(List<Server> nodes)
    {
        await using var map = await GrainMap.Connect(nodes);
        string? here = null, there = null;
        for (var number = 0; here is null || there is null; number++)
        {
            var label = $"locker{number}";
            (await nodes[0].Client.PostAsync($"/registry/lockers/{label}/store/A", new StringContent("text"))).EnsureSuccessStatusCode();
            if (await map.OfLocker(label) == nodes[0]) here = label;
            else there = label;
        }

        return (here, there);
    }
}
