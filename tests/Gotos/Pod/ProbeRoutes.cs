using System.Globalization;

namespace Lockers.Gotos.Pod;

/// <summary><c>/probe</c> to 0.8, <c>/probes</c> from 0.9 on.</summary>
internal sealed class ProbeRoutes(GotoPeerOptions peer, GotoDialect dialect, PodState state)
{
    public PodAnswer? Answer(PodRequest request) => (request.Method, request.Segments) switch
    {
        ("GET", ["probes"]) when dialect.HasLaterRoutes => new(200, $"{{\"port\":\"{Port}\",\"readinessProbe\":\"{state.Setting("readiness uri")}\"}}\n"),
        ("POST", ["probe", var type, "set"]) when !dialect.HasLaterRoutes => Early(type, "uri", request.Query("uri"), "URI {0} added, count reset"),
        ("POST", ["probe", var type, "status", "set", var status]) when !dialect.HasLaterRoutes => Early(type, "status", status, "status {0} set"),
        ("POST", ["probes", var type, "set"]) when dialect.HasLaterRoutes => Later(type, "uri", request.Query("uri"), "URI [{0}] added, count reset"),
        ("POST", ["probes", var type, "set", var status]) when dialect.HasLaterRoutes && status.StartsWith("status=", StringComparison.Ordinal) =>
            Later(type, "status", status["status=".Length..], "Status [{0}] set"),
        _ => null,
    };

    private string Port => peer.Port.ToString(CultureInfo.InvariantCulture);

    // A pod of 0.4.1 that is told to give a status gives it to these too.
    private PodAnswer Early(string type, string what, string value, string said)
    {
        state.Set($"{type} {what}", value);
        var status = dialect.Generation == GotoGeneration.V041 ? state.ForcedStatus ?? dialect.Done : dialect.Done;
        return new(status, $"{type} {string.Format(CultureInfo.InvariantCulture, said, value)}\n");
    }

    private PodAnswer Later(string type, string what, string value, string said)
    {
        state.Set($"{type} {what}", value);
        return new(200, $"Port [{Port}] Probe [{type}] {string.Format(CultureInfo.InvariantCulture, said, value)}\n");
    }
}
