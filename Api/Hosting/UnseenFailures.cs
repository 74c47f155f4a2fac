namespace Lockers.Api.Hosting;

/// <summary>
/// Says in the log what failed in a task that nobody waited for: the last resort, so that no failure is without a trace. Each kind is said once.
/// </summary>
internal sealed partial class UnseenFailures : IDisposable
{
    // Of a program that fails in so many ways, the first tell enough.
    private const int MaxKinds = 100;

    private readonly ILogger<UnseenFailures> _log;
    private readonly HashSet<string> _said = [];

    public UnseenFailures(ILogger<UnseenFailures> log)
    {
        _log = log;
        TaskScheduler.UnobservedTaskException += Say;
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= Say;

    private void Say(object? sender, UnobservedTaskExceptionEventArgs unseen)
    {
        unseen.SetObserved();
        var error = unseen.Exception.GetBaseException();

        // Connections that ended while nobody waited for them.
        if (error is IOException or System.Net.Sockets.SocketException or OperationCanceledException or ObjectDisposedException) return;
        lock (_said)
        {
            if (_said.Count == MaxKinds || !_said.Add($"{error.GetType()}: {error.Message}")) return;
        }

        LogUnseen(error);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Something failed that nothing waited for. The same failure is not said again")]
    private partial void LogUnseen(Exception error);
}
