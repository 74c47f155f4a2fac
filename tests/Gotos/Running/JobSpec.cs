using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockers.Gotos.Running;

/// <summary>A job as goto decodes it.</summary>
/// <param name="Id">Its <c>id</c> to 0.8, its <c>name</c> from 0.9 on.</param>
/// <param name="Command">What it would run; null for a job that calls a URL.</param>
/// <param name="Url">What it calls; null for a command.</param>
/// <param name="Count">How often.</param>
/// <param name="IsAuto">Whether it runs as soon as it is there.</param>
/// <param name="Source">The JSON that came.</param>
internal sealed record JobSpec(string Id, string? Command, string? Url, int Count, bool IsAuto, JsonNode Source)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Decodes one.</summary>
    /// <exception cref="JsonException">This generation cannot read it.</exception>
    public static JobSpec Decode(JsonNode? json, GotoDialect dialect)
    {
        var body = json.Deserialize<Body>(Options) ?? throw new JsonException("A job that is null.");
        var id = (dialect.NamesJobs ? body.Name : body.Id) ?? "";
        if (body.Task is null) throw new JsonException($"The job {id} has no task.");
        var command = body.Task.Cmd is { Length: > 0 } cmd ? string.Join(' ', [cmd, .. body.Task.Args ?? []]) : null;
        return new(id, command, body.Task.Url, body.Count ?? 1, body.Auto ?? false, json!.DeepClone());
    }

    private sealed class Body
    {
        public string? Id { get; set; }

        public string? Name { get; set; }

        public TaskBody? Task { get; set; }

        public int? Count { get; set; }

        public bool? Auto { get; set; }
    }

    private sealed class TaskBody
    {
        public string? Cmd { get; set; }

        public IReadOnlyList<string>? Args { get; set; }

        public string? Url { get; set; }
    }
}
