using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Lockers.Gotos.Running;

/// <summary>A target as goto decodes it: names of members in any case, unknown ones ignored, a wrong type is an error.</summary>
internal sealed class TargetSpec
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNameCaseInsensitive = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    public string? Name { get; set; }

    public string? Method { get; set; }

    public string? Url { get; set; }

    public string? Body { get; set; }

    public JsonElement Headers { get; set; }

    public int? Replicas { get; set; }

    public int? RequestCount { get; set; }

    public string? InitialDelay { get; set; }

    public string? Delay { get; set; }

    public int? Retries { get; set; }

    public string? RetryDelay { get; set; }

    public IReadOnlyList<int>? RetriableStatusCodes { get; set; }

    public bool? AutoInvoke { get; set; }

    public bool? SendID { get; set; }

    /// <summary>The headers that go out, decoded by the dialect.</summary>
    [JsonIgnore]
    public IReadOnlyList<KeyValuePair<string, string>> Sent { get; private set; } = [];

    /// <summary>The JSON that came.</summary>
    [JsonIgnore]
    public JsonNode Source { get; private set; } = new JsonObject();

    /// <summary>Decodes one.</summary>
    /// <exception cref="JsonException">This generation cannot read it.</exception>
    public static TargetSpec Decode(JsonNode? json, GotoDialect dialect)
    {
        var spec = json.Deserialize<TargetSpec>(Options) ?? throw new JsonException("A target that is null.");
        spec.Source = json!.DeepClone();
        spec.Sent = dialect.HasHeaderMaps ? FromMap(spec.Headers) : FromPairs(spec.Headers);
        return spec;
    }

    /// <summary>What a pod says of one that it cannot run, or null.</summary>
    public string? WhyNot() => this switch
    {
        { Name: null or "" } => "Invalid target spec: Name is required",
        { Method: null or "" } => "Invalid target spec: Method is required",
        { Url: null or "" } => "Invalid target spec: URL is required",
        _ => null,
    };

    private static List<KeyValuePair<string, string>> FromPairs(JsonElement headers) => headers.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        JsonValueKind.Array => [.. headers.Deserialize<string[][]>()!.Where(pair => pair.Length >= 2).Select(pair => KeyValuePair.Create(pair[0], pair[1]))],
        _ => throw new JsonException($"cannot unmarshal {headers.ValueKind} into Go struct field .headers of type [][]string"),
    };

    private static List<KeyValuePair<string, string>> FromMap(JsonElement headers) => headers.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        JsonValueKind.Object => [.. headers.Deserialize<Dictionary<string, string>>()!],
        _ => throw new JsonException($"cannot unmarshal {headers.ValueKind} into Go struct field .headers of type map[string]string"),
    };
}
