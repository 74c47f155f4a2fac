using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Lockers.Gotos.Wire;

/// <summary>Sends a peer's events, one after another, from 0.7 on.</summary>
internal sealed class EventSender(GotoPeerOptions peer, GotoDialect dialect, RegistryClient registry)
{
    private const int MaxWaiting = 10_000;
    private const int MaxSummary = 20;
    private readonly Channel<SentEvent> _waiting = Channel.CreateBounded<SentEvent>(MaxWaiting);
    private readonly List<SentEvent> _sent = [];
    private int _open;

    /// <summary>Whether nothing waits to be sent.</summary>
    public bool IsQuiet => Volatile.Read(ref _open) == 0;

    /// <summary>What was sent so far, in order.</summary>
    public IReadOnlyList<SentEvent> Sent
    {
        get
        {
            lock (_sent) return [.. _sent];
        }
    }

    /// <summary>Puts an event in the line, where the generation has events.</summary>
    /// <param name="title">What happened.</param>
    /// <param name="summary">To what; from 0.9 on.</param>
    /// <param name="data">The rest.</param>
    /// <param name="byLabel">Whether the peer calls itself by its label alone, as it does where the registry made it do something.</param>
    public ValueTask Send(string title, string summary, JsonNode? data, bool byLabel = false)
    {
        if (!dialect.HasEvents) return ValueTask.CompletedTask;
        var host = byLabel && dialect.HasSummaries ? peer.Name : dialect.HostLabel(peer, peer.Port);
        Interlocked.Increment(ref _open);
        return _waiting.Writer.WriteAsync(new(title, host, Body(title, summary, data, host)));
    }

    /// <summary>Sends what is in the line, until it is told to stop.</summary>
    public async Task Run(CancellationToken stop)
    {
        await foreach (var waiting in _waiting.Reader.ReadAllAsync(stop))
        {
            var answer = await registry.Report($"/{peer.Name}/{waiting.Host}/events/store", waiting.Body, stop);
            lock (_sent) _sent.Add(waiting with { Status = answer.Status });
            Interlocked.Decrement(ref _open);
        }
    }

    private string Body(string title, string summary, JsonNode? data, string host)
    {
        var now = peer.Clock.GetUtcNow();
        // As Go prints a struct: real peers send it as application/json all the same.
        if (dialect.HasSummaries && title == "Target Invoked")
            return $"&{{Title:{title} Summary:{summary} Data:0xc000{_sent.Count:x6} At:{GoTime.Printed(now)} m=+1.640588916 Peer:{peer.Name} PeerHost:{host}}}";
        var json = new JsonObject { ["title"] = title };
        if (dialect.HasSummaries) json["summary"] = summary.Length <= MaxSummary ? summary : $"{summary[..MaxSummary]}...";
        json["data"] = dialect.HasSummaries || data is not JsonValue ? data : new JsonObject { ["details"] = data };
        json["at"] = GoTime.Json(now);
        json["peer"] = peer.Name;
        json["peerHost"] = host;
        return json.ToJsonString();
    }
}
