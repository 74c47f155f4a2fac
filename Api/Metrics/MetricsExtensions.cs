using System.Globalization;
using Lockers.Api.Configuration;
using Lockers.Api.Http;
using Lockers.Api.Security;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Lockers.Api.Metrics;

/// <summary>Measures a program: for Prometheus at <c>/metrics</c>, and for a collector where there is one.</summary>
internal static class MetricsExtensions
{
    private const string Service = "lockers";

    // As OpenTelemetry has it.
    private const string IntervalKey = "OTEL_METRIC_EXPORT_INTERVAL";
    private const int DefaultIntervalMilliseconds = 60_000;

    /// <summary>Adds the instruments, whether or not anybody listens to them. Idempotent.</summary>
    public static IServiceCollection AddInstruments(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<BodyBudget>();
        services.TryAddSingleton<ApiInstruments>();
        services.TryAddSingleton<IRequestMeasure>(provider => provider.GetRequiredService<ApiInstruments>());
        return services;
    }

    /// <summary>Adds what measures, and traces where that is asked for.</summary>
    public static WebApplicationBuilder AddLockersMetrics(this WebApplicationBuilder builder)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        services.AddOptions<MetricsOptions>().BindConfiguration(ConfigurationKeys.Section)
            .Configure<IConfiguration>((options, all) => options.Collector = all[MetricsOptions.CollectorKey] ?? "").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MetricsOptions>, MetricsOptionsValidator>());
        if (!configuration.HasMetrics() && !configuration.HasTraces()) return builder;
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(Service, serviceVersion: Usage.Version));
        var hasCollector = !string.IsNullOrEmpty(configuration[MetricsOptions.CollectorKey]);
        if (configuration.HasMetrics())
        {
            telemetry.WithMetrics(metrics =>
            {
                metrics.AddMeter(ExportedMetrics.Meters).AddView(ExportedMetrics.View).AddPrometheus();
                if (hasCollector) metrics.AddReader(services => new PeriodicExportingMetricReader(
                    new CollectorMetrics(services.GetRequiredService<CollectorLog>()), IntervalMilliseconds(configuration)));
            });
        }

        if (configuration.HasTraces()) telemetry.WithTracing(AddTraces);
        if (hasCollector) services.TryAddSingleton<CollectorLog>();
        return builder;
    }

    /// <summary>Maps <c>/metrics</c>, unless the program does not measure.</summary>
    public static WebApplication MapMetrics(this WebApplication app)
    {
        if (app.Services.GetService<MeterProvider>() is null) return app;
        var access = app.Services.GetRequiredService<IOptions<AuthOptions>>().Value.Metrics;
        app.MapPrometheus().WithRole(access == MetricsAccess.Anonymous ? Role.Anonymous : Role.Read).WithMetadata(new ServedAlone());
        return app;
    }

    // What services a program has must be known before its options can be read.

    /// <summary>Whether the program measures.</summary>
    public static bool HasMetrics(this IConfiguration configuration) => configuration.Says(nameof(MetricsOptions.Metrics), otherwise: true);

    /// <summary>Whether it traces.</summary>
    public static bool HasTraces(this IConfiguration configuration) => configuration.Says(nameof(MetricsOptions.Traces), otherwise: false);

    private static bool Says(this IConfiguration configuration, string key, bool otherwise) =>
        bool.TryParse(configuration[$"{ConfigurationKeys.Section}:{key}"], out var says) ? says : otherwise;

    private static int IntervalMilliseconds(ConfigurationManager configuration) =>
        int.TryParse(configuration[IntervalKey], CultureInfo.InvariantCulture, out var interval) && interval > 0 ? interval : DefaultIntervalMilliseconds;

    private static void AddTraces(TracerProviderBuilder traces) => traces
        .AddAspNetCoreInstrumentation(requests => requests.Filter = IsTraced)
        .AddSource("Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime", "Npgsql")
        .AddProcessor(services => new OpenTelemetry.BatchActivityExportProcessor(new CollectorTraces(services.GetRequiredService<CollectorLog>())));

    // What machines ask every few seconds.
    private static bool IsTraced(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health") && !context.Request.Path.StartsWithSegments(PrometheusEndpoint.Path);
}
