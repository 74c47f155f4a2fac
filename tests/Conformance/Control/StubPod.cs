using System.Net;
using Lockers.Gotos;
using Lockers.Gotos.Pod;
using Lockers.Gotos.Results;
using Lockers.Gotos.Running;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Control;

/// <summary>
/// Stands where a real pod, or another registry, was: it answers what the recording says for the present request, and what the recording says
/// nothing about as a pod of that generation does. It keeps what was asked.
/// </summary>
internal sealed class StubPod : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly string _address;
    private readonly PodRoutes _routes;
    private readonly List<RecordedCall> _asked = [];
    private IReadOnlyList<RecordedCall> _expected = [];
    private PodServer? _server;

    private StubPod(string address, GotoGeneration generation)
    {
        _address = address;
        var options = new GotoPeerOptions(generation, new Uri("http://127.0.0.1:9"), "stub", IPEndPoint.Parse(address).Port);
        _routes = new PodRoutes(options, new GotoDialect(generation), new PodState(), new Nothing());
    }

    /// <summary>Starts one.</summary>
    public static async Task<StubPod> Start(string address, GotoGeneration generation)
    {
        var pod = new StubPod(address, generation);
        pod._server = await PodServer.Start(IPEndPoint.Parse(address).Port, "stub", pod.Answer);
        return pod;
    }

    /// <summary>Begins the next request of the recording, for which it is asked this.</summary>
    public void Expect(IEnumerable<RecordedCall> calls)
    {
        lock (_lock)
        {
            _expected = [.. calls.Where(call => call.Pod == _address)];
            _asked.Clear();
        }
    }

    /// <summary>What it was asked since.</summary>
    public IReadOnlyList<RecordedCall> Asked
    {
        get
        {
            lock (_lock) return [.. _asked];
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    private async Task<PodAnswer> Answer(PodRequest request)
    {
        var call = new RecordedCall(_address, request.Method, request.Target, request.Body, 0, "", "");
        RecordedCall? expected;
        lock (_lock)
        {
            _asked.Add(call);
            expected = _expected.FirstOrDefault(expected => CallName.Of(expected) == CallName.Of(call));
        }

        return expected is null ? await _routes.Answer(request) : new(expected.Status, expected.Response) { Type = expected.ResponseType };
    }

    private sealed class Nothing : IPodActions
    {
        public PeerResults Results { get; } = new(new GotoDialect(GotoGeneration.V041));

        public void Invoke(TargetSpec target)
        {
        }

        public void StopTargets(Func<string, bool> which)
        {
        }

        public void Run(JobSpec job)
        {
        }

        public ValueTask Tell(string title, string details) => ValueTask.CompletedTask;
    }
}
