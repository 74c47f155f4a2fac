namespace Lockers.Api.Pods;

/// <summary>What the log says of calls. Queries and bodies are left out: they may hold secrets.</summary>
internal static partial class PodCallLog
{
    /// <summary>Says one call of one pod.</summary>
    public static void PodCalled(this ILogger log, PodCall call, PodResult result, TimeSpan took)
    {
        if (!log.IsEnabled(LogLevel.Debug)) return;
        var (paths, outcome) = (Paths(call), Outcome(result));
        LogCalled(log, call.Method.Method, result.Address, paths, outcome, took.TotalMilliseconds);
    }

    /// <summary>Says that pods fail which did not before.</summary>
    public static void PodsFail(this ILogger log, PodCall call, int count, IEnumerable<PodResult> some)
    {
        if (log.IsEnabled(LogLevel.Warning))
            LogFail(log, call.Method.Method, Paths(call), count, string.Join("; ", some.Select(pod => $"{pod.Address}: {Outcome(pod)}")));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} http://{Address}{Paths}: {Outcome} ({Milliseconds:0} ms)")]
    private static partial void LogCalled(ILogger log, string method, string address, string paths, string outcome, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Paths}: pods that begin to fail: {Count}. {Pods}")]
    private static partial void LogFail(ILogger log, string method, string paths, int count, string pods);

    [LoggerMessage(Level = LogLevel.Information, Message = "Pods that answer again: {Count}")]
    public static partial void PodsAnswerAgain(this ILogger log, int count);

    private static string Outcome(PodResult pod) => pod.Why ?? $"answered {pod.Status}";

    private static string Paths(PodCall call) => string.Join(" and ", call.Uris.Select(uri => uri.Split('?')[0]));
}
