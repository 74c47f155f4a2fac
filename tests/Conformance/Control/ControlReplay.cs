using Lockers.Conformance.Replay;
using Lockers.Gotos;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Control;

/// <summary>
/// What a tester asked of a registry with pods, played to nodes with stub pods. Our answers are compared, and what we ask of the pods.
/// A second registry clones from a stub that answers as the real first one did.
/// </summary>
internal sealed class ControlReplay : IAsyncDisposable
{
    private const string Second = "registry2";

    // The pods, those at which nobody listened, and the first registry as the second one saw it.
    private static readonly string[] Listening = ["127.0.0.1:8191", "127.0.0.1:8192", "127.0.0.1:8193", "127.0.0.1:8170"];
    private static readonly string[] Absent = ["127.0.0.1:8198", "127.0.0.1:8199"];

    private readonly string _file;
    private readonly Dictionary<string, string> _addresses = [];
    private readonly List<StubPod> _pods = [];
    private readonly List<LockersNode> _nodes = [];

    private ControlReplay(string file) => _file = file;

    /// <summary>Plays a recording.</summary>
    public static async Task<ReplayReport> Run(string file)
    {
        await using var replay = new ControlReplay(file);
        return await replay.Run();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        foreach (var pod in _pods) await pod.DisposeAsync();
    }

    private async Task<ReplayReport> Run()
    {
        foreach (var (address, port) in Listening.Concat(Absent).Zip(FreePort.Several(Listening.Length + Absent.Length)))
            _addresses[address] = $"127.0.0.1:{port}";
        foreach (var address in Listening) _pods.Add(await StubPod.Start(_addresses[address], Generation(_file)));
        for (var i = 0; i < 2; i++) _nodes.Add(await LockersNode.Start());
        var report = new ReplayReport(_file);
        foreach (var (i, request) in Recordings.Lines(_file, Mapped).Index())
        {
            foreach (var pod in _pods) pod.Expect(request.Calls);
            Answer ours;
            try
            {
                ours = await Ask(request);
            }
            catch (InvalidDataException error)
            {
                report.Add(i + 1, request, error);
                continue;
            }

            report.Add(i + 1, request, ours, [.. _pods.SelectMany(pod => pod.Asked)]);
        }

        return report;
    }

    private async Task<Answer> Ask(Recording request)
    {
        var node = _nodes[request.At == Second ? 1 : 0];
        var content = request.BodyBytes is { } body ? new ByteArrayContent(body) : request.Method == "GET" ? null : new ByteArrayContent([]);
        return await node.Client.Send(request.Method, request.Uri, content, request.Headers.GetValueOrDefault("Content-Type"), request.Headers);
    }

    // Other tests may run on this machine: real ports of pods would meet theirs.
    private string Mapped(string line) =>
        _addresses.Aggregate(line, (mapped, address) => mapped.Replace(address.Key, address.Value, StringComparison.Ordinal));

    private static GotoGeneration Generation(string file) => file switch
    {
        _ when file.Contains("-0.4.1-", StringComparison.Ordinal) => GotoGeneration.V041,
        _ when file.Contains("-0.7.0-", StringComparison.Ordinal) => GotoGeneration.V07,
        _ => GotoGeneration.V09,
    };
}
