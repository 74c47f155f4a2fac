using System.Text.Json;
using System.Text.Json.Serialization;
using Lockers.Grains.Interfaces;
using Microsoft.AspNetCore.Mvc;

namespace Lockers.Api.Http;

/// <summary>How problems are written as JSON.</summary>
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(long))]
internal sealed partial class ProblemJson : JsonSerializerContext
{
    /// <summary>As everything else is written: only what JSON wants escaped is.</summary>
    public static ProblemJson Readable { get; } = new(new JsonSerializerOptions { Encoder = JsonText.Encoder });
}
