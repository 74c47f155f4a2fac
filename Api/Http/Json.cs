using Lockers.Grains.Interfaces;

namespace Lockers.Api.Http;

/// <summary>Small pieces of JSON, as UTF-8: compact, text that is not ASCII as it is.</summary>
internal static class Json
{
    /// <summary>A JSON string of a text.</summary>
    public static byte[] Quoted(string text) => JsonText.Write(json => json.WriteStringValue(text));

    /// <summary>The Locker of a locker into which nothing was ever put.</summary>
    public static byte[] EmptyLocker(LockerInfo info) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("label", info.Name.Label);
        json.WriteStartObject("peerLockers");
        json.WriteEndObject();
        json.WriteStartObject("dataLocker");
        json.WriteStartObject("locker");
        json.WriteEndObject();
        json.WriteBoolean("active", true);
        json.WriteEndObject();
        json.WriteBoolean("current", info.Current);
        json.WriteEndObject();
    });

    /// <summary>What the detailed list of labels says of a locker.</summary>
    public static byte[] LabelDetails(LockerInfo info, LockerStats stats) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("label", info.Name.Label);
        json.WriteBoolean("current", info.Current);
        json.WriteString("firstOpened", Rfc3339.Text(info.FirstOpened));
        json.WriteString("lastOpened", Rfc3339.Text(info.LastOpened));
        json.WriteNumber("keys", stats.Keys);
        json.WriteNumber("bytes", stats.Bytes);
        json.WriteNumber("peers", stats.Peers);
        if (info.Expires == 0) json.WriteNull("expires");
        else json.WriteString("expires", Rfc3339.Text(info.Expires));
        json.WriteEndObject();
    });
}
