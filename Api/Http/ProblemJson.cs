using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Lockers.Api.Http;

/// <summary>How problems are written as JSON.</summary>
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(string))]
internal sealed partial class ProblemJson : JsonSerializerContext;
