using Lockers.Api.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Api.Tests.Http;

public sealed class OutageTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LogLines<Outage> _log = new();
    private readonly Outage _outage;

    public OutageTests() => _outage = new Outage(_time, _log);

    [Fact]
    public void The_first_answer_and_the_end_are_said_and_the_others_at_debug()
    {
        for (var n = 0; n < 10; n++)
        {
            _outage.Note("POST", "/x", "why", $"trace-{n}");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([LogLevel.Warning, .. Enumerable.Repeat(LogLevel.Debug, 9)], _log.All.Select(line => line.Level));
        Assert.All(_log.All.Index(), line => Assert.Contains($"trace-{line.Index}", line.Item.Text, StringComparison.Ordinal));

        _time.Advance(2 * Outage.Quiet);
        Assert.Equal(LogLevel.Information, _log.All[^1].Level);
        Assert.Contains("after 9.0 s. Requests that were answered 503: 10", _log.All[^1].Text, StringComparison.Ordinal);
        Assert.Equal(11, _log.All.Count);
    }

    [Fact]
    public void The_next_one_is_said_again()
    {
        _outage.Note("POST", "/x", "why", "1");
        _time.Advance(2 * Outage.Quiet);
        _outage.Note("POST", "/x", "why", "2");
        _time.Advance(2 * Outage.Quiet);

        Assert.Equal([LogLevel.Warning, LogLevel.Information, LogLevel.Warning, LogLevel.Information], _log.All.Select(line => line.Level));
    }

    public void Dispose() => _outage.Dispose();
}
