using System.Net;
using Lockers.Api.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Api.Tests.Security;

public sealed class UnknownKeyLogTests
{
    private readonly LogLines<UnknownKeyLog> _log = new();

    [Fact]
    public void Unknown_keys_are_said_when_they_begin_and_when_they_end()
    {
        var time = new FakeTimeProvider();
        using var log = new UnknownKeyLog(time, _log);

        log.Note("GET", "/registry/dump", IPAddress.Loopback);
        for (var n = 0; n < 100; n++) log.Note("POST", "/x", null);
        time.Advance(UnknownKeyLog.Quiet / 2);
        log.Note("GET", "/y", null);
        time.Advance(UnknownKeyLog.Quiet / 2);
        Assert.Equal("GET /registry/dump from 127.0.0.1", Assert.Single(_log.All, line => line.Level > LogLevel.Debug).Text.Split(':')[0]);

        time.Advance(2 * UnknownKeyLog.Quiet);
        Assert.Equal("For a minute no key came that is not known. Requests with such: 102", _log.All[^1].Text);
        log.Note("GET", "/z", null);
        Assert.Equal(LogLevel.Warning, _log.All[^1].Level);
    }
}
