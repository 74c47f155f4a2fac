using System.Text.Json;
using Lockers.Api.Peers;
using Lockers.Api.Pods;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>The sections of a dump with what is handed to every peer. They are what the routes that set it take.</summary>
internal static class SettingSection
{
    // Probes have four members; gotos count in some more.
    private const int MaxProbeMembers = 64;

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
        var text = reader.GetString()!;
        if (text.Length > TrackingEndpoints.MaxLength) return $"it has {text.Length} characters; the limit is {TrackingEndpoints.MaxLength}";
        if (name == "peerTrackingHeaders")
        {
            sections.Held |= LoadSections.TrackingHeaders;
            sections.TrackingHeaders = text;
            return null;
        }

        if (text.Length > 0 && !TimeBuckets.Are(text)) return $"'{text}' is not ranges in milliseconds, such as 0-100,101-300";
        sections.Held |= LoadSections.TimeBuckets;
        sections.TimeBuckets = text;
        return null;
    }

    private static string? Probes(DumpSections sections, JsonTokenType token, ReadOnlySpan<byte> json)
    {
        if (token is not (JsonTokenType.Null or JsonTokenType.StartObject)) return "it is neither null nor an object";
        if (token == JsonTokenType.StartObject && WhyNotProbes(json) is { } why) return why;
        sections.Held |= LoadSections.Probes;
        sections.Probes = json.ToArray();
        return null;
    }

    // Of members that are not known nothing is asked but that they are small.
    private static string? WhyNotProbes(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var members = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (++members > MaxProbeMembers) return $"it has more than {MaxProbeMembers} members, which is the limit";
            var name = reader.GetString()!;
            reader.Read();
            if (name.Length > PodUri.MaxTarget) return $"a name of a member has {name.Length} characters; the limit is {PodUri.MaxTarget}";
            if (WhyNotProbe(name, ref reader) is { } why) return $"'{name}' {why}";
        }

        return null;
    }

    private static string? WhyNotProbe(string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && reader.GetString()!.Length is > PodUri.MaxTarget and var length)
            return $"has {length} characters; the limit is {PodUri.MaxTarget}";
        if (IsOneOf(name, "ReadinessProbe", "LivenessProbe") && reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null)) return "is not a string";
        if (IsOneOf(name, "ReadinessStatus", "LivenessStatus") && !IsStatus(ref reader)) return $"is not a whole number up to {ProbeEndpoints.MaxStatus}";
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            var start = reader.TokenStartIndex;
            reader.Skip();
            return reader.BytesConsumed - start > PodUri.MaxTarget ? $"has more than {PodUri.MaxTarget} bytes, which is the limit" : null;
        }

        return reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length > PodUri.MaxTarget ? $"has more than {PodUri.MaxTarget} digits" : null;
    }

    private static bool IsStatus(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null
        || (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var status) && status <= ProbeEndpoints.MaxStatus);

    // Pods read names of members in any case.
    private static bool IsOneOf(string name, params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (name.Equals(member, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
