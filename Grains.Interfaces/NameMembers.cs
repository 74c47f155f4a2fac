using System.Buffers;
using System.Text.Json;

namespace Lockers.Grains.Interfaces;

/// <summary>
/// The members <c>id</c> and <c>name</c> of targets and jobs. Peers to goto 0.8 read a job's name in <c>id</c>, later ones in <c>name</c>: a job
/// may come with either, and goes out with both.
/// </summary>
public static class NameMembers
{
    /// <summary>The job with <c>id</c> and <c>name</c>; a job that has both, or neither, as it is.</summary>
    /// <param name="job">A JSON object.</param>
    public static byte[] WithBoth(byte[] job)
    {
        var (id, name) = Of(job);
        if (id.Length > 0 == name.Length > 0) return job;
        var bytes = new ArrayBufferWriter<byte>(job.Length + 64);
        using var json = JsonDocument.Parse(job);
        using (var writer = new Utf8JsonWriter(bytes, JsonText.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("id", id.Length > 0 ? id : name);
            writer.WriteString("name", id.Length > 0 ? id : name);
            foreach (var member in json.RootElement.EnumerateObject().Where(member => !Is(member.Name, "id") && !Is(member.Name, "name")))
            {
                writer.WritePropertyName(member.Name);
                writer.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The texts of <c>id</c> and <c>name</c>, whose names may be in any case; empty where there is none, or no text.</summary>
    /// <param name="item">A JSON object.</param>
    public static (string Id, string Name) Of(ReadOnlySpan<byte> item)
    {
        var (id, name) = ("", "");
        var reader = new Utf8JsonReader(item);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && Is(member, "id")) id = reader.GetString()!;
            else if (reader.TokenType == JsonTokenType.String && Is(member, "name")) name = reader.GetString()!;
            else reader.Skip();
        }

        return (id, name);
    }

    private static bool Is(string name, string member) => name.Equals(member, StringComparison.OrdinalIgnoreCase);
}
