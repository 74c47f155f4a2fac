using System.Globalization;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Page.Nodes;

/// <summary>
/// A node with two runs in it, as a tester has after an afternoon: peers that reported, targets that failed, events, notes. Tests read these
/// runs and change lockers of their own.
/// </summary>
public sealed class SeededNode : IAsyncLifetime
{
    /// <summary>The run before the last one: everything went well.</summary>
    public const string Before = "run1";

    /// <summary>The last run: payments failed.</summary>
    public const string Last = "run2";

    /// <summary>The peers that reported into both.</summary>
    public static readonly IReadOnlyList<string> Peers = ["cart", "checkout", "search"];

    private static readonly string[] Targets = ["catalog", "payments", "stock"];
    private readonly List<StubPod> _pods = [];
    private LockersNode? _node;
    private int _labels;

    public Uri Address => Node.Address;

    public NodeClient Client => Node.Client;

    /// <summary>The pods of <see cref="Peers"/>, one each, in that order.</summary>
    public IReadOnlyList<StubPod> Pods => _pods;

    private LockersNode Node => _node ?? throw new InvalidOperationException("The node is not started.");

    /// <summary>A label that no other test uses.</summary>
    public string FreshLabel() => string.Create(CultureInfo.InvariantCulture, $"fresh-{Interlocked.Increment(ref _labels)}");

    public async ValueTask InitializeAsync()
    {
        if (Browser.ChromiumProgram.Missing is not null) return;
        _node = await LockersNode.Start();
        foreach (var _ in Peers) _pods.Add(new StubPod());
        await Run(Before, failing: 0);
        await Run(Last, failing: 17);
        await Notes(Last);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in _pods) await pod.DisposeAsync();
        if (_node is not null) await _node.DisposeAsync();
    }

    private async Task Run(string label, int failing)
    {
        await Client.Done($"/registry/lockers/open/{label}");
        foreach (var (peer, pod) in Peers.Zip(_pods))
        {
            await Client.Done(
                "/registry/peers/add",
                $$"""{"name":"{{peer}}","address":"{{pod.Address}}","pod":"{{peer}}-7d9f","namespace":"shop","node":"n1","cluster":"c1"}""");
            await Client.Done($"/registry/peers/{peer}/targets/add", $$"""{"name":"payments","method":"GET","url":"http://payments/pay","headers":[],"requestCount":100,"replicas":2,"delay":"10ms"}""");
            await Client.Done($"/registry/peers/{peer}/jobs/add", """{"id":"warm-up","task":{"cmd":"echo warm"},"maxResults":1}""");
            foreach (var target in Targets)
            {
                var bad = target == "payments" && peer == "checkout" ? failing : 0;
                await Client.Done($"/registry/peers/{peer}/{pod.Address}/locker/store/client,{target}", Report(target, 120 - bad, bad));
            }

            await Event(peer, "Target Invoked", "payments", """{"name":"payments","requestCount":100}""", 1);
            if (failing > 0) await Event(peer, "Invocation Finished", "payments", """{"status":"503 Service Unavailable","error":"upstream timeout"}""", 2);
        }
    }

    private async Task Event(string peer, string title, string summary, string data, int second) => await Client.Done(
        $"/registry/peers/{peer}/{peer}-7d9f/events/store",
        string.Create(CultureInfo.InvariantCulture, $$"""{"title":"{{title}}","summary":"{{summary}}","data":{{data}},"at":"2026-11-27T10:00:0{{second}}.5Z","peer":"{{peer}}","peerHost":"{{peer}}-7d9f.shop@n1"}"""));

    private async Task Notes(string label)
    {
        await Client.Store(label, "config,http", """{"timeout":"2s","retries":3,"hosts":["a.example","b.example"]}""", "application/json");
        await Client.Store(label, "config,limits", "1000 requests a second");
        await Client.Store(label, "notes,first", "payments answered with a timeout at 10:00");
        await Client.Store(label, "notes,second", "größer als erwartet – 日本語");
        await Client.Store(label, "a,rather,deep,path,of,many,keys,that,is,longer,than,a,narrow,window,can,show", "at the end");
    }

    private static string Report(string target, int good, int bad)
    {
        var codes = bad == 0 ? $$"""{"200":{{good}}}""" : $$"""{"200":{{good}},"503":{{bad}}}""";
        var statuses = bad == 0 ? $$"""{"200 OK":{{good}}}""" : $$"""{"200 OK":{{good}},"503 Service Unavailable":{{bad}}}""";
        return $$"""
            {"target":"{{target}}","invocationCounts":{{good + bad}},"firstResponse":"2026-11-27T10:00:00Z","lastResponse":"2026-11-27T10:01:00Z","retriedInvocationCounts":{{bad}},
            "countsByStatus":{{statuses}},"countsByStatusCodes":{{codes}},"countsByURIs":{"/{{target}}":{{good + bad}} },"countsByHeaders":{} }
            """;
    }
}
