using System.Globalization;
using Lockers.Gotos.Wire;

namespace Lockers.Gotos.Pod;

/// <summary>What a pod serves to the traffic of others: <c>/echo</c>, <c>/status/{n}</c>, <c>/delay/{d}</c>.</summary>
internal sealed class Traffic(TimeProvider clock)
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    /// <summary>The answer, or null where it is none of these.</summary>
    public async Task<PodAnswer?> Answer(PodRequest request)
    {
        switch (request.Segments)
        {
            case ["echo"]:
                return new(200, $"{{\"RequestBody\":{System.Text.Json.JsonSerializer.Serialize(request.Body)}}}") { IsTraffic = true };
            case ["status", var status]:
                return new(int.Parse(status, CultureInfo.InvariantCulture), "") { IsTraffic = true };
            case ["delay", var delay]:
                var pause = GoDuration.Parse(delay);
                await Task.Delay(pause < MaxDelay ? pause : MaxDelay, clock, request.Http.HttpContext.RequestAborted);
                return new(200, "") { IsTraffic = true };
            default:
                return null;
        }
    }
}
