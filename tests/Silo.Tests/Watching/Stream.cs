using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Watching;

/// <summary>A stream of changes, as a client reads it.</summary>
internal sealed class Stream : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TestDeadlines.Step;

    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;
    private readonly CancellationTokenSource _stop = new();

    private Stream(HttpResponseMessage response, System.IO.Stream body)
    {
        _response = response;
        _events = SseParser.Create(body).EnumerateAsync(_stop.Token).GetAsyncEnumerator();
    }

    /// <summary>The id of the last event that had one.</summary>
    public string Id { get; private set; } = "";

    public HttpResponseMessage Response => _response;

    /// <summary>Opens a stream, and takes its first event.</summary>
    public static async Task<Stream> Open(HttpClient http, Uri node, string target, string? lastEventId = null, bool isHttp2 = false)
    {
        HttpResponseMessage response = null!;
        await Until.Holds(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node, target));
                if (lastEventId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
                if (isHttp2) (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
                response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Deadline);
                if (response.StatusCode != HttpStatusCode.ServiceUnavailable || response.Headers.RetryAfter is null) return true;
                response.Dispose();
                return false;
            },
            Deadline, () => $"{target} is available", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var stream = new Stream(response, await response.Content.ReadAsStreamAsync());
        Assert.Equal("hello", (await stream.Next()).Event);
        return stream;
    }

    /// <summary>The next event that is no heartbeat.</summary>
    public async Task<StreamEvent> Next()
    {
        // Heartbeats do not put the deadline off.
        using var late = new CancellationTokenSource(Deadline);
        while (await _events.MoveNextAsync().AsTask().WaitAsync(late.Token))
        {
            var item = _events.Current;
            if (item.EventId is { } id) Id = id;
            if (item.EventType != "heartbeat") return new(item.EventType, Id, JsonNode.Parse(item.Data)!.AsObject());
        }

        return new("end", Id, []);
    }

    /// <summary>The next events, in the form <c>stored A,B=text</c>.</summary>
    public async Task<string[]> Next(int count)
    {
        var events = new string[count];
        for (var at = 0; at < count; at++) events[at] = (await Next()).ToString();
        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _response.Dispose();
        _stop.Dispose();
    }
}

/// <summary>An event of a stream.</summary>
internal sealed record StreamEvent(string Event, string Id, JsonObject Data)
{
    /// <summary>The path, with <c>,</c> between its keys.</summary>
    public string Path => Data["path"] is JsonArray path ? string.Join(',', path.Select(key => (string)key!)) : "";

    public override string ToString()
    {
        var source = Data["peer"] is { } peer ? $" {peer}{(Data["instance"] is { } instance ? $"/{instance}" : "")}" : "";
        var text = Data["text"] is { } stored ? $"={stored}" : "";
        return $"{Event}{source}{(Data["path"] is null ? "" : $" {Path}")}{text}{(Data["textOnly"] is null ? "" : " (text only)")}";
    }
}
