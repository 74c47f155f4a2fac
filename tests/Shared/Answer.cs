using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockers.Tests.Shared;

/// <summary>What a node answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers, of the content too.</param>
/// <param name="Body">The whole body.</param>
public sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public string? ContentType => Headers.GetValueOrDefault("Content-Type");

    /// <summary>The body as UTF-8; a body that is not is an error.</summary>
    public string Text => Strict.GetString(Body);

    /// <summary>The body as JSON; anything else is an error that shows the answer.</summary>
    public JsonNode? Json
    {
        get
        {
            try
            {
                return JsonNode.Parse(Body, documentOptions: new() { MaxDepth = 2000 });
            }
            catch (JsonException error)
            {
                throw new InvalidDataException($"Not JSON ({error.Message}): {this}");
            }
        }
    }

    public override string ToString()
    {
        var text = Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 600)));
        return $"{Status} {ContentType}, {Body.Length} bytes: {text}";
    }
}
