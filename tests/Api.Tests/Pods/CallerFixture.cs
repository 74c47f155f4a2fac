using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Lockers.Api.Configuration;
using Lockers.Api.Http;
using Lockers.Api.Pods;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Api.Tests.Pods;

/// <summary>What calls pods, with a clock that the test moves and names that the test resolves.</summary>
internal sealed class CallerFixture : IAsyncDisposable, IHostNames, ILoggerProvider
{
    private readonly ServiceProvider _services;
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _log = new();

    /// <param name="networks">The networks in which pods are called.</param>
    public CallerFixture(string networks = "")
    {
        var services = new ServiceCollection();
        services.AddLogging(log => log.SetMinimumLevel(LogLevel.Debug).AddProvider(this));
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IHostNames>(this);
        services.AddSingleton<Draining>();
        services.AddSingleton(Stub.Of<IHostApplicationLifetime>((_, _) => CancellationToken.None));
        services.AddOptions<LockersLimits>().Configure(limits => limits.PeerNetworks = networks);
        services.AddPodCalls();
        _services = services.BuildServiceProvider();
        Caller = _services.GetRequiredService<PodCaller>();
    }

    public FakeTimeProvider Time { get; } = new();

    public PodCaller Caller { get; }

    /// <summary>What the process may hold of answers.</summary>
    public BodyBudget Budget { get; init; } = new(Options.Create(new LockersLimits()));

    /// <summary>What hosts resolve to; what is not here is unknown.</summary>
    public Dictionary<string, Func<IPAddress[]>> Hosts { get; } = [];

    /// <summary>What the log has of level Information or above.</summary>
    public IEnumerable<(LogLevel Level, string Text)> Log => _log.Where(line => line.Level >= LogLevel.Information);

    /// <summary>All that the log has.</summary>
    public string WholeLog => string.Join('\n', _log);

    /// <summary>Calls the pods of one peer.</summary>
    public Task<PodResults> Send(PodCall call, params IEnumerable<string> addresses) =>
        SendTo(call, [.. addresses.Select(address => new PodAddress(address, Healthy: true, Offline: false, Epoch: 0))]);

    /// <summary>Calls the pods of one peer.</summary>
    public Task<PodResults> SendTo(PodCall call, params ImmutableArray<PodAddress> pods) =>
        Caller.Send([new("peer1", pods)], call, new KeptBytes(Budget), TestContext.Current.CancellationToken);

    /// <summary>Calls one pod, without the clock.</summary>
    public async Task<PodResult> Call(PodCall call, string address) => (await Send(call, address)).Peers[0].Pods[0];

    /// <summary>Moves the clock, as soon as a pod has got so many requests.</summary>
    public async Task Advance(TimeSpan by, StubPod pod, int requests)
    {
        await Got(pod, requests);
        Time.Advance(by);
    }

    /// <summary>Waits until a pod has got so many requests.</summary>
    public static Task Got(StubPod pod, int requests) => Until.Holds(
        () => Task.FromResult(pod.Requests.Count >= requests), TestDeadlines.Step, () => $"{pod.Requests.Count} of {requests} requests",
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    Task<IPAddress[]> IHostNames.Resolve(string host, CancellationToken stop) =>
        Hosts.TryGetValue(host, out var addresses) ? Task.FromResult(addresses()) : Task.FromException<IPAddress[]>(new System.Net.Sockets.SocketException(11001));

    ILogger ILoggerProvider.CreateLogger(string categoryName) => new Lines(this, categoryName);

    void IDisposable.Dispose()
    {
    }

    private sealed class Lines(CallerFixture fixture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            fixture._log.Enqueue((logLevel, $"{category}: {formatter(state, exception)}"));
    }
}
