using System.Net;
using Lockers.Api.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Api.Tests.Security;

public sealed class UnknownKeyLogTests : ILogger<UnknownKeyLog>
{
    private readonly List<(LogLevel Level, string Text)> _said = [];

    [Fact]
    public void Unknown_keys_are_said_when_they_begin_and_when_they_end()
    {
        var time = new FakeTimeProvider();
        using var log = new UnknownKeyLog(time, this);

        log.Note("GET", "/registry/dump", IPAddress.Loopback);
        for (var n = 0; n < 100; n++) log.Note("POST", "/x", null);
        time.Advance(UnknownKeyLog.Quiet / 2);
        log.Note("GET", "/y", null);
        time.Advance(UnknownKeyLog.Quiet / 2);
        Assert.Equal("GET /registry/dump from 127.0.0.1", Assert.Single(_said, line => line.Level > LogLevel.Debug).Text.Split(':')[0]);

        time.Advance(2 * UnknownKeyLog.Quiet);
        Assert.Equal("For a minute no key came that is not known. Requests with such: 102", _said[^1].Text);
        log.Note("GET", "/z", null);
        Assert.Equal(LogLevel.Warning, _said[^1].Level);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _said.Add((logLevel, formatter(state, exception)));
}
