using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Cluster;

/// <summary>Counts the grains whose memory ends with this node, and says at its end what is lost.</summary>
internal sealed partial class Losses(ILogger<Losses> log, IHostApplicationLifetime? process = null) : ILifecycleParticipant<ISiloLifecycle>
{
    private int _grains;
    private Exception? _failure;

    /// <summary>Notes one, with what kept it from going to another node, if there is one.</summary>
    public void Add(Exception? failure)
    {
        Interlocked.Increment(ref _grains);
        if (failure is not null) Interlocked.CompareExchange(ref _failure, failure, null);
    }

    // What starts first stops last: by then every grain has ended.
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(Losses), ServiceLifecycleStage.First, _ => Task.CompletedTask, _ =>
        {
            if (_failure is { } failure) LogNotHandedOver(failure, _grains);
            else if (_grains > 0) LogLost(_grains);
            else if (process is not { ApplicationStarted.IsCancellationRequested: false }) LogStopped();
            return Task.CompletedTask;
        });

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Lockers stops: storage is Memory and there is no other node, so what it held is gone. Lockers, peers and instances: {Grains}")]
    private partial void LogLost(int grains);

    [LoggerMessage(Level = LogLevel.Information, Message = "Lockers stops; nothing that it held is lost")]
    private partial void LogStopped();

    [LoggerMessage(Level = LogLevel.Error, Message = "Lockers stops, and some of what it held could not be handed over and is gone; the first failed so. Lockers, peers and instances: {Grains}")]
    private partial void LogNotHandedOver(Exception failure, int grains);
}
