using System.Text.Json;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>The sections of a dump with what is handed to every peer.</summary>
internal static class SettingSection
{
    /// <summary>Takes a section.</summary>
    /// <param name="sections">Where it goes.</param>
    /// <param name="name">The section.</param>
    /// <param name="json">Its JSON.</param>
    /// <returns>Why it cannot be one, or null.</returns>
    public static string? Read(DumpSections sections, string name, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (name == "peerProbes") return Probes(sections, reader.TokenType, json);
        if (reader.TokenType != JsonTokenType.String) return "it is not a string";
        if (name == "peerTrackingHeaders")
        {
            sections.Held |= LoadSections.TrackingHeaders;
            sections.TrackingHeaders = reader.GetString();
            return null;
        }

        sections.Held |= LoadSections.TimeBuckets;
        sections.TimeBuckets = reader.GetString();
        return null;
    }

    private static string? Probes(DumpSections sections, JsonTokenType token, ReadOnlySpan<byte> json)
    {
        if (token is not (JsonTokenType.Null or JsonTokenType.StartObject)) return "it is neither null nor an object";
        sections.Held |= LoadSections.Probes;
        sections.Probes = json.ToArray();
        return null;
    }
}
