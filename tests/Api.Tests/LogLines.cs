using Microsoft.Extensions.Logging;

namespace Lockers.Api.Tests;

/// <summary>A log that keeps what is said.</summary>
/// <typeparam name="T">Who says it.</typeparam>
internal sealed class LogLines<T> : ILogger<T>
{
    /// <summary>All that was said, in order.</summary>
    public List<(LogLevel Level, string Text, Exception? Error)> All { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        All.Add((logLevel, formatter(state, exception), exception));
}
