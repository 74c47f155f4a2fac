using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Lockers.Api.Metrics;

/// <summary>
/// Which instruments are exported, and with which attributes. What others measure is listed: an instrument that is not costs nothing, and an attribute
/// that is not, an address or a name of a pool for one, is left out. So the number of series is bounded, whatever clients do.
/// </summary>
internal static class ExportedMetrics
{
    private const string Orleans = "Microsoft.Orleans";
    private const string Hosting = "Microsoft.AspNetCore.Hosting";
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";
    private const string Runtime = "System.Runtime";
    private const string Npgsql = "Npgsql";

    // How many series an instrument may have; one more is counted in one for all that is beyond. Memory for as many is taken at the start, and for 2,000
    // where nothing is said.
    private const int Most = 40;
    private const int MostRequests = 1500;

    /// <summary>What requests are counted by: they take from less than a millisecond to the minutes of a large read.</summary>
    public static readonly double[] RequestSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

    private static readonly MetricStreamConfiguration AsItIs = new() { CardinalityLimit = Most };

    private static readonly Dictionary<(string Meter, string Instrument), MetricStreamConfiguration> Listed = new()
    {
        [(Hosting, "http.server.request.duration")] = new ExplicitBucketHistogramConfiguration
        {
            Boundaries = RequestSeconds,
            TagKeys = ["http.request.method", "http.response.status_code", "http.route"],
            CardinalityLimit = MostRequests,
        },
        [(Kestrel, "kestrel.active_connections")] = With(),
        [(Kestrel, "kestrel.rejected_connections")] = With(),
        [(Kestrel, "kestrel.connection.duration")] = With("error.type"),
        [(Npgsql, "db.client.operation.duration")] = With(),
        [(Npgsql, "db.client.operation.failed")] = With(),
        [(Npgsql, "db.client.connection.npgsql.pending_requests")] = With(),
        [(Npgsql, "db.client.connection.npgsql.timeouts")] = With(),
        [(Npgsql, "db.client.connection.npgsql.create_time")] = With(),
        [(Orleans, "orleans-app-requests-timedout")] = With(),
        [(Orleans, "orleans-app-requests-canceled")] = With(),
        [(Orleans, "orleans-catalog-activations")] = AsItIs,
        [(Orleans, "orleans-catalog-activation-created")] = With(),
        [(Orleans, "orleans-catalog-activation-destroyed")] = With(),
        [(Orleans, "orleans-catalog-activation-failed-to-activate")] = With(),
        [(Orleans, "orleans-messaging-rejected")] = With(),
        [(Orleans, "orleans-messaging-expired")] = With(),
        [(Orleans, "orleans-messaging-sent-failed")] = With(),
        [(Orleans, "orleans-messaging-sent-dropped")] = With(),
        [(Orleans, "orleans-messaging-pings-reply-missed")] = With(),
        [(Orleans, "orleans-scheduler-long-running-turns")] = With(),
        [(Orleans, "orleans-gateway-connected-clients")] = With(),
        [(Orleans, "orleans-client-connected-gateways")] = With(),
    };

    /// <summary>The meters that are listened to.</summary>
    public static string[] Meters { get; } = [ApiInstruments.Meter, Orleans, Hosting, Kestrel, Runtime, Npgsql];

    /// <summary>How an instrument is exported.</summary>
    public static MetricStreamConfiguration View(Instrument instrument) =>
        instrument.Meter.Name is ApiInstruments.Meter or Runtime
            ? AsItIs
            : Listed.GetValueOrDefault((instrument.Meter.Name, instrument.Name)) ?? MetricStreamConfiguration.Drop;

    private static MetricStreamConfiguration With(params string[] attributes) => new() { TagKeys = attributes, CardinalityLimit = Most };
}
