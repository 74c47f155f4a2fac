using System.Buffers;
using System.Text.Json;

namespace Lockers.Grains.Interfaces;

/// <summary>Writes a target's <c>headers</c> in the shape that a peer reads. All other members stay as they came.</summary>
public static class TargetHeaders
{
    private const string Member = "headers";

    /// <summary>The shape of a target's headers; unknown where it has none, or something else.</summary>
    /// <param name="target">A JSON object.</param>
    public static HeaderShape ShapeOf(ReadOnlySpan<byte> target) => Find(target) switch
    {
        JsonTokenType.StartArray => HeaderShape.Pairs,
        JsonTokenType.StartObject => HeaderShape.Map,
        _ => HeaderShape.Unknown,
    };

    /// <summary>
    /// The target with its headers in a shape: the target itself where they have that shape already, or are something that has none. A target
    /// without headers gets an empty object where that is the shape: peers that read objects do not bear a target without.
    /// </summary>
    /// <param name="target">A JSON object.</param>
    /// <param name="shape">The shape.</param>
    public static byte[] In(HeaderShape shape, byte[] target)
    {
        var has = Find(target);
        var isChanged = shape switch
        {
            HeaderShape.Pairs => has == JsonTokenType.StartObject,
            HeaderShape.Map => has is JsonTokenType.StartArray or JsonTokenType.Null or JsonTokenType.None,
            _ => false,
        };
        return isChanged ? Rewritten(shape, target) : target;
    }

    /// <summary>The same target in the other shape, for a peer that has refused this one; null where there is no other.</summary>
    /// <param name="target">A JSON object.</param>
    public static byte[]? Other(byte[] target) => Find(target) switch
    {
        JsonTokenType.StartObject => Rewritten(HeaderShape.Pairs, target),
        JsonTokenType.StartArray or JsonTokenType.Null or JsonTokenType.None => Rewritten(HeaderShape.Map, target),
        _ => null,
    };

    // What the member begins with; none where it is absent.
    private static JsonTokenType Find(ReadOnlySpan<byte> target)
    {
        var reader = new Utf8JsonReader(target);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isHeaders = Is(reader.GetString()!);
            reader.Read();
            if (isHeaders) return reader.TokenType;
            reader.Skip();
        }

        return JsonTokenType.None;
    }

    private static byte[] Rewritten(HeaderShape shape, byte[] target)
    {
        using var json = JsonDocument.Parse(target);
        var bytes = new ArrayBufferWriter<byte>(target.Length + 64);
        using (var writer = new Utf8JsonWriter(bytes, JsonText.Options))
        {
            writer.WriteStartObject();
            var written = false;
            foreach (var member in json.RootElement.EnumerateObject())
            {
                writer.WritePropertyName(member.Name);
                if (!Is(member.Name))
                {
                    writer.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
                    continue;
                }

                Write(writer, shape, member.Value);
                written = true;
            }

            if (!written)
            {
                writer.WritePropertyName(Member);
                Write(writer, shape, default);
            }

            writer.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, HeaderShape shape, JsonElement headers)
    {
        var pairs = Pairs(headers);
        if (shape == HeaderShape.Pairs)
        {
            writer.WriteStartArray();
            foreach (var (name, value) in pairs)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(name);
                writer.WriteStringValue(value);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            return;
        }

        // A header that stands there more than once has its values in one list, as HTTP has it.
        writer.WriteStartObject();
        foreach (var header in pairs.GroupBy(pair => pair.Name, StringComparer.OrdinalIgnoreCase))
            writer.WriteString(header.Key, string.Join(", ", header.Select(pair => pair.Value)));
        writer.WriteEndObject();
    }

    private static List<(string Name, string Value)> Pairs(JsonElement headers) => headers.ValueKind switch
    {
        JsonValueKind.Object => [.. headers.EnumerateObject().Select(header => (header.Name, Text(header.Value)))],
        JsonValueKind.Array =>
        [
            .. headers.EnumerateArray()
                .Where(pair => pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() > 0)
                .Select(pair => (Text(pair[0]), pair.GetArrayLength() > 1 ? Text(pair[1]) : "")),
        ],
        _ => [],
    };

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    // Peers read names of members in any case.
    private static bool Is(string name) => name.Equals(Member, StringComparison.OrdinalIgnoreCase);
}
