namespace Lockers.Api.Http;

/// <summary>
/// When a process that stops breaks off the requests and answers that are still under way: a client that sends or reads slowly must not use up
/// the time in which grains go to another node.
/// </summary>
internal sealed class Draining : IDisposable
{
    /// <summary>How long both may take after the process was asked to stop.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenRegistration _stopping;

    public Draining(IHostApplicationLifetime process) => _stopping = process.ApplicationStopping.Register(() => _over.CancelAfter(Grace));

    /// <summary>Cancelled when it is time.</summary>
    public CancellationToken Over => _over.Token;

    public void Dispose()
    {
        _stopping.Dispose();
        _over.Dispose();
    }
}
