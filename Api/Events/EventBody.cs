using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Events;

/// <summary>
/// Takes an event as a peer sends it: JSON with a title, from 0.9 on a summary, and data of any type; or the text that Go prints of one. Whatever
/// comes is an event: what is neither has no title, and is the data.
/// </summary>
/// <param name="peer">The peer's name, for an event that does not say it.</param>
/// <param name="host">Where the peer runs, in its own words, for an event that does not say it.</param>
/// <param name="now">The time of arrival, UTC ticks, for an event that does not say its own.</param>
internal sealed class EventBody(string peer, string host, long now)
{
    // Of data that is no object: an event holds it one level deeper, and is read again from a dump.
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = MaxDepth + 1 };

    /// <summary>The event of a body.</summary>
    public NewEvent Parse(byte[] body)
    {
        if (!Utf8.IsValid(body)) return OfText(Encoding.UTF8.GetString(body));
        try
        {
            using var json = JsonDocument.Parse(body, Depth);
            return json.RootElement.ValueKind == JsonValueKind.Object ? OfObject(json.RootElement) : Of("", "", json.RootElement.WriteTo, null);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            // Not JSON, or not Unicode once it is unescaped.
            return OfText(Encoding.UTF8.GetString(body));
        }
    }

    private NewEvent OfObject(JsonElement json)
    {
        var (title, summary, at, of, where) = ("", "", (string?)null, peer, host);
        JsonElement? data = null;
        foreach (var member in json.EnumerateObject())
        {
            switch (member.Name.ToUpperInvariant())
            {
                case "TITLE":
                    title = Text(member.Value);
                    break;
                case "SUMMARY":
                    summary = Text(member.Value);
                    break;
                case "DATA":
                    data = member.Value;
                    break;
                case "AT":
                    at = Text(member.Value);
                    break;
                case "PEER":
                    of = Text(member.Value) is { Length: > 0 } name ? name : peer;
                    break;
                case "PEERHOST":
                    where = Text(member.Value) is { Length: > 0 } place ? place : host;
                    break;
            }
        }

        return Of(title, summary, write => Write(write, data), at, of, where);
    }

    private NewEvent OfText(string text)
    {
        var printed = GoText.Parse(text);
        return Of(printed?.Title ?? "", printed?.Summary ?? "", json => json.WriteStringValue(text), printed?.At);
    }

    private NewEvent Of(string title, string summary, Action<Utf8JsonWriter> data, string? at) => Of(title, summary, data, at, peer, host);

    private NewEvent Of(string title, string summary, Action<Utf8JsonWriter> data, string? at, string of, string where)
    {
        if (at is null || !Rfc3339.TryParse(Encoding.UTF8.GetBytes(at), out var ticks, out var nanoseconds))
            (at, ticks, nanoseconds) = (Rfc3339.Text(now), now, 0);
        return new(ticks, nanoseconds, JsonText.Write(json => EventText.Write(json, title, summary, data, at, of, where)));
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    private static void Write(Utf8JsonWriter json, JsonElement? data)
    {
        if (data is { } value) value.WriteTo(json);
        else json.WriteStringValue("");
    }
}
