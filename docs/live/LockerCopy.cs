using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

/// <summary>Keeps a copy of a locker's texts by its stream, whatever is cut: <c>await new LockerCopy(http, ".../registry/lockers/run1").Run(stop)</c>.</summary>
internal sealed class LockerCopy(HttpClient http, string locker)
{
    private string _id = "0"; // from the beginning of what there is

    public Dictionary<string, string> Texts { get; private set; } = [];

    public async Task Run(CancellationToken stop)
    {
        for (; !stop.IsCancellationRequested; await Task.Delay(1000, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing))
        {
            try
            {
                using var body = await http.GetStreamAsync($"{locker}/watch?data=y&since={_id}", stop);
                await foreach (var item in SseParser.Create(body).EnumerateAsync(stop))
                {
                    await Take(item.EventType, JsonNode.Parse(item.Data)!);
                    _id = item.EventId ?? _id; // only now, when what the event says is done
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
            {
                // The connection was cut, or the node stopped: it goes on behind the last event, at any node.
            }
        }
    }

    private async Task Take(string change, JsonNode data)
    {
        var path = data["path"] is JsonArray keys ? string.Join(',', keys.Select(key => (string)key!)) : "";
        if (change == "stored") Texts[path] = (string?)data["text"] ?? await http.GetStringAsync($"{locker}/get/{Uri.EscapeDataString(path)}");
        else if (change is "removed" or "expired" && data["textOnly"] is not null) Texts.Remove(path);
        else if (change is "removed" or "expired") foreach (var gone in Texts.Keys.Where(key => key == path || key.StartsWith(path + ",", StringComparison.Ordinal)).ToList()) Texts.Remove(gone);
        else if (change is "cleared" or "closed") Texts.Clear();
        else if (change == "reset") Texts = Flat("", JsonNode.Parse(await http.GetStringAsync(locker + "?data=y&peers=n"))!["dataLocker"]!["locker"]!).ToDictionary();
    }

    private static IEnumerable<KeyValuePair<string, string>> Flat(string above, JsonNode keys) => keys.AsObject().SelectMany(key =>
        Flat($"{above}{key.Key},", key.Value!["subKeys"]!).Append(new(above + key.Key, (string)key.Value["data"]!)).Where(text => text.Value.Length > 0));
}
