using System.Net;
using System.Text;
using Lockers.Api.Configuration;
using Lockers.Api.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Telemetry;
using Polly.Timeout;

namespace Lockers.Api.Pods;

/// <summary>Adds what calls pods.</summary>
internal static class PodCallsExtensions
{
    private static readonly ResiliencePropertyKey<int> Repeats = new("Lockers.Repeats");

    public static IServiceCollection AddPodCalls(this IServiceCollection services)
    {
        services.TryAddSingleton<IHostNames>(new HostNames(Dns.GetHostAddressesAsync));
        services.TryAddSingleton(provider => PodNetworks.Of(provider.GetRequiredService<IOptions<LockersLimits>>().Value.PeerNetworks));
        services.TryAddSingleton<PodConnector>();
        services.TryAddSingleton<PodSlots>();
        services.TryAddSingleton<CallGate>();
        services.TryAddSingleton<FailingPods>();
        services.AddInstruments();
        if (services.Any(service => service.ServiceType == typeof(PodCaller))) return services;
        services.AddSingleton<PodCaller>();
        services.AddHttpClient(PodCaller.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => Handler(provider.GetRequiredService<PodConnector>()))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .AddResilienceHandler(PodCaller.Client, AddRepeats);

        // A pod that hangs is said by FailingPods, once.
        services.Configure<TelemetryOptions>(options => options.SeverityProvider = told =>
            told.Source.PipelineName?.Contains(PodCaller.Client, StringComparison.Ordinal) is true ? ResilienceEventSeverity.Debug : told.Event.Severity);
        return services;
    }

    /// <summary>What connects to others: to allowed networks only, without redirects, cookies and proxies.</summary>
    public static SocketsHttpHandler Handler(PodConnector connector) => new()
    {
        ConnectCallback = connector.Connect,
        ConnectTimeout = PodCall.AttemptDeadline,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        MaxConnectionsPerServer = 16,
        MaxResponseHeadersLength = 32,
        MaxResponseDrainSize = 64 * 1024,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    };

    // Each attempt but the last is given up early; the last attempt may take the rest of the pod's time.
    private static void AddRepeats(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, ResilienceHandlerContext context)
    {
        pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
        pipeline
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = PodCall.RetriesOfRemovals,
                Delay = TimeSpan.Zero,
                ShouldHandle = attempt => new(attempt.AttemptNumber < CallOf(attempt.Context).Retries && IsGivenUp(attempt.Outcome.Exception, attempt.Context)),
                OnRetry = attempt =>
                {
                    attempt.Context.Properties.Set(Repeats, attempt.AttemptNumber + 1);
                    return default;
                },
            })
            .AddTimeout(new TimeoutStrategyOptions
            {
                TimeoutGenerator = attempt => new(CallOf(attempt.Context) is { MayRunTwice: true } call
                    && attempt.Context.Properties.GetValue(Repeats, 0) < call.Retries ? PodCall.AttemptDeadline : Timeout.InfiniteTimeSpan),
            });
    }

    private static bool IsGivenUp(Exception? error, ResilienceContext context) => !context.CancellationToken.IsCancellationRequested
        && error is TimeoutRejectedException or OperationCanceledException { InnerException: TimeoutException };

    private static PodCall CallOf(ResilienceContext context) =>
        PodCall.Of(context.GetRequestMessage() ?? throw new InvalidOperationException("There is no request."));
}
