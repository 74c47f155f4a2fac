using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace Lockers.Silo.Tests.Watching;

/// <summary>A client that keeps a copy of the current locker by its stream, as docs/live.md says: cut off, it resumes behind the last event that it has taken.</summary>
internal sealed class StreamCopy(HttpClient http, Uri node, string query) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly List<string> _taken = [];
    private CancellationTokenSource? _connected;
    private Task _following = Task.CompletedTask;
    private string _id = "0";

    /// <summary>What it asks for.</summary>
    public string Query => query;

    /// <summary>Whether it is connected.</summary>
    public bool IsConnected => _connected is not null;

    /// <summary>How often it was told to read again.</summary>
    public int Resets { get; private set; }

    /// <summary>The copy.</summary>
    public string Texts
    {
        get
        {
            lock (_gate) return Text(_texts);
        }
    }

    /// <summary>The events that it has taken.</summary>
    public string Taken
    {
        get
        {
            lock (_gate) return string.Join("\n", _taken);
        }
    }

    /// <summary>Connects, and goes on where it stopped.</summary>
    public void Connect()
    {
        _connected = new();
        _following = Follow(_connected.Token);
    }

    /// <summary>Loses its connection.</summary>
    public async Task Cut()
    {
        if (_connected is not { } connected) return;
        await connected.CancelAsync();
        await _following;
        connected.Dispose();
        _connected = null;
    }

    public async ValueTask DisposeAsync() => await Cut();

    /// <summary>What a locker holds.</summary>
    public async Task<Dictionary<string, string>> Read(string label)
    {
        var peers = query.Contains("peers=y", StringComparison.Ordinal) ? "y" : "n";
        using var response = await http.GetAsync(new Uri(node, $"/registry/lockers/{label}/export?peers={peers}"));
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (response.StatusCode == HttpStatusCode.NotFound) return texts;
        foreach (var line in (await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var key = JsonNode.Parse(line)!.AsObject();
            texts[Source(key) + Path(key)] = (string)key["text"]!;
        }

        return texts;
    }

    /// <summary>Texts in order.</summary>
    public static string Text(Dictionary<string, string> texts) =>
        string.Join(' ', texts.OrderBy(text => text.Key, StringComparer.Ordinal).Select(text => $"{text.Key}={text.Value}"));

    private async Task Follow(CancellationToken cut)
    {
        while (!cut.IsCancellationRequested)
        {
            try
            {
                using var body = await http.GetStreamAsync(new Uri(node, $"/registry/lockers/current/watch?data=y&since={_id}{query}"), cut);
                await foreach (var item in SseParser.Create(body).EnumerateAsync(cut))
                {
                    var data = JsonNode.Parse(item.Data)!.AsObject();
                    if (item.EventType == "reset") await ReadAgain((string)data["label"]!);
                    else Take(item.EventType, data);
                    _id = item.EventId ?? _id;
                    lock (_gate) _taken.Add($"{item.EventType} {item.Data} {_id}");
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
            {
                // It goes on behind the last event.
            }
        }
    }

    private async Task ReadAgain(string label)
    {
        var texts = await Read(label);
        lock (_gate)
        {
            Resets++;
            _texts.Clear();
            foreach (var (key, text) in texts) _texts[key] = text;
        }
    }

    private void Take(string change, JsonObject data)
    {
        lock (_gate)
        {
            var (source, key) = (Source(data), Source(data) + Path(data));
            if (change == "stored") _texts[key] = (string)data["text"]!;
            else if (change == "removed") Drop(other => other == key || (data["textOnly"] is null && other.StartsWith(key + ",", StringComparison.Ordinal)));
            else if (change == "cleared" && source.Length > 0) Drop(other => other.StartsWith(source, StringComparison.Ordinal));
            else if (change is "cleared" or "closed" or "current") _texts.Clear();
        }
    }

    private void Drop(Func<string, bool> isGone)
    {
        foreach (var key in _texts.Keys.Where(isGone).ToList()) _texts.Remove(key);
    }

    private static string Source(JsonObject data) => data["peer"] is { } peer ? $"{peer}/{data["instance"]}:" : "";

    private static string Path(JsonObject data) => data["path"] is JsonArray keys ? string.Join(',', keys.Select(key => (string)key!)) : "";
}
