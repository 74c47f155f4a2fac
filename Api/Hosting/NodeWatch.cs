using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Hosting;

/// <summary>Connects a front end to the nodes while it already listens, and says in the log what it waits for: each reason once.</summary>
internal sealed partial class NodeWatch(
    IClusterClient client, RegistryHealthCheck registry, IOptions<FrontEndOptions> options, TimeProvider time, ILogger<NodeWatch> log)
    : BackgroundService, IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A front end that waits for days must not fill its log.
    private const int MostReasons = 20;

    private readonly NewReasons _reasons = new(MostReasons);
    private volatile bool _isServed;

    /// <summary>Whether a node has answered since the start.</summary>
    public bool IsServed => _isServed;

    /// <summary>What it waits for.</summary>
    public string Wanted => options.Value is { IsClustered: false } one
        ? $"the node at {one.AdvertisedAddress}:{one.GatewayPort} (Lockers:AdvertisedAddress, Lockers:GatewayPort)"
        : $"nodes of cluster '{options.Value.ClusterId}' (Lockers:ClusterId) in PostgreSQL";

    /// <summary>Whatever is not there yet, the database, its tables or the nodes: a front end that starts waits for it.</summary>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        Waits(exception);
        await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_isServed) await ((IHostedService)client).StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var connecting = ((IHostedService)client).StartAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested && !await Answers(stoppingToken))
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await connecting.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (connecting is { IsFaulted: true, Exception: { } failure } && !stoppingToken.IsCancellationRequested) LogNotConnected(failure);
    }

    private async Task<bool> Answers(CancellationToken stop)
    {
        try
        {
            await registry.Ask(stop);
            _isServed = true;
            LogThere(Wanted);
            return true;
        }
        catch (Exception error)
        {
            // The client cannot even be asked until it is connected; then the reason is not this one.
            if (CallFailures.IsForNow(error)) Waits(error);
            return false;
        }
    }

    private void Waits(Exception why)
    {
        if (_reasons.Add(why.Message)) LogWaits(Wanted, why.Message);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for {Wanted}, and answering 503 until then: {Why}")]
    private partial void LogWaits(string wanted, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving: here is {Wanted}")]
    private partial void LogThere(string wanted);

    [LoggerMessage(Level = LogLevel.Error, Message = "The connection to the nodes was not made")]
    private partial void LogNotConnected(Exception failure);
}
