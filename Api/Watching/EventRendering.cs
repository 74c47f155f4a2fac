using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>
/// Writes events, in both forms. They are written once and sent to many: a formatter that writes each event anew for each stream would not do.
/// A compact JSON text has no line breaks, so it is one <c>data:</c> line as it stands.
/// </summary>
internal static class EventRendering
{
    /// <summary>A change of a tree.</summary>
    public static byte[] Change(EventForm form, WatchedKind kind, Place id, LockerName locker, ListedTree? source, TreeChange change)
    {
        var name = kind switch
        {
            WatchedKind.Stored => "stored",
            WatchedKind.Removed or WatchedKind.TextRemoved => "removed",
            WatchedKind.Expired or WatchedKind.TextExpired => "expired",
            WatchedKind.Cleared => "cleared",
            WatchedKind.Closed => "closed",
            WatchedKind.Reset => "reset",
            WatchedKind.Peer => "peer",
            _ => "event",
        };
        return Event(form, name, id, json =>
        {
            Name(json, locker);
            Source(json, source);
            if (kind <= WatchedKind.TextExpired) Path(json, change.Path.Utf8);
            if (change.Revision > 0) json.WriteString("at", Rfc3339.Text(change.Revision));
            if (kind is WatchedKind.TextRemoved or WatchedKind.TextExpired) json.WriteBoolean("textOnly", true);
            if (kind == WatchedKind.Stored) Text(json, change, form.HasData);
            if (kind == WatchedKind.Event && change.Text is { } happened) Happened(json, happened, form.HasData);
        });
    }

    /// <summary>Any event.</summary>
    /// <param name="form">The form.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="id">The place that is reached with it; null where none is.</param>
    /// <param name="members">Writes the members of its data.</param>
    public static byte[] Event(EventForm form, string name, Place? id, Action<Utf8JsonWriter> members)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        if (!form.IsLines) bytes.Write(Encoding.UTF8.GetBytes(id is null ? $"event: {name}\ndata: " : $"event: {name}\nid: {id}\ndata: "));
        using (var json = new Utf8JsonWriter(bytes, JsonText.Options))
        {
            json.WriteStartObject();
            if (form.IsLines)
            {
                json.WriteString("event", name);
                if (id is { } place) json.WriteString("id", place.ToString());
            }

            members(json);
            json.WriteEndObject();
        }

        bytes.Write(form.IsLines ? "\n"u8 : "\n\n"u8);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The members that name a locker.</summary>
    public static void Name(Utf8JsonWriter json, LockerName locker)
    {
        if (locker.IsOfContext) json.WriteString("context", locker.Context);
        json.WriteString("label", locker.Label);
    }

    private static void Source(Utf8JsonWriter json, ListedTree? source)
    {
        if (source is not var (peer, instance, _)) return;
        json.WriteString("peer", peer);
        if (instance == IPeerInstanceGrain.Events) json.WriteBoolean("events", true);
        else if (instance.Length > 0) json.WriteString("instance", instance);
    }

    private static void Path(Utf8JsonWriter json, ReadOnlySpan<byte> path)
    {
        json.WriteStartArray("path");
        while (true)
        {
            var comma = path.IndexOf(KeyPath.Separator);
            json.WriteStringValue(comma < 0 ? path : path[..comma]);
            if (comma < 0) break;
            path = path[(comma + 1)..];
        }

        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, in TreeChange change, bool withText)
    {
        json.WriteNumber("bytes", change.Bytes);
        if (!withText || change.Text is not { } text) return;
        if (Utf8.IsValid(text)) json.WriteString("text", text);
        else json.WriteBase64String("base64", text);
        if (change.Format == TextFormat.Json) json.WriteBoolean("json", true);
    }

    // As it is kept, but with its data shown as elsewhere.
    private static void Happened(Utf8JsonWriter json, byte[] happened, bool withData)
    {
        json.WritePropertyName("event");
        json.WriteRawValue(withData ? happened : EventText.WithoutData(happened), skipInputValidation: true);
    }
}
