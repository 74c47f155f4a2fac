using System.Text.Json;

namespace Lockers.Grains.Interfaces;

/// <summary>
/// The one form in which events are kept and shown: <c>{"title","summary","data","at","peer","peerHost"}</c>, compact and in that order. Title and summary
/// are strings; data is any JSON.
/// </summary>
public static class EventText
{
    /// <summary>The name under which the registry's own events are shown.</summary>
    public const string Registry = "registry";

    /// <summary>Writes an event.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="title">The title.</param>
    /// <param name="summary">The summary; may be empty.</param>
    /// <param name="data">Writes the data, as one value.</param>
    /// <param name="at">The time, RFC 3339.</param>
    /// <param name="peer">The peer's name.</param>
    /// <param name="peerHost">What the peer calls the place where it runs.</param>
    public static void Write(
        Utf8JsonWriter json, string title, string summary, Action<Utf8JsonWriter> data, string at, string peer, string peerHost)
    {
        json.WriteStartObject();
        json.WriteString("title", title);
        json.WriteString("summary", summary);
        json.WritePropertyName("data");
        data(json);
        json.WriteString("at", at);
        json.WriteString("peer", peer);
        json.WriteString("peerHost", peerHost);
        json.WriteEndObject();
    }

    /// <summary>An event of the registry's own.</summary>
    /// <param name="title">The title.</param>
    /// <param name="summary">The summary; may be empty.</param>
    /// <param name="data">Writes the data, as one value.</param>
    /// <param name="ticks">The time, UTC ticks.</param>
    public static byte[] OfRegistry(string title, string summary, Action<Utf8JsonWriter> data, long ticks) =>
        JsonText.Write(json => Write(json, title, summary, data, Rfc3339.Text(ticks), Registry, Registry));

    /// <summary>Where the values stand that are searched; the quotes of title and summary belong to them.</summary>
    /// <param name="json">An event as <see cref="Write"/> writes it.</param>
    public static (Range Title, Range Summary, Range Data) Values(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonText.Options.MaxDepth });
        reader.Read();
        return (Next(ref reader), Next(ref reader), Next(ref reader));
    }

    /// <summary>An event as it is shown where data is hidden.</summary>
    public static byte[] WithoutData(ReadOnlySpan<byte> json)
    {
        var data = Values(json).Data;
        return [.. json[..data.Start.Value], .. "\"...\""u8, .. json[data.End.Value..]];
    }

    private static Range Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }
}
