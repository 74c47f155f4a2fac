using Lockers.Api.Http;
using Lockers.Api.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Lockers.Api.Tests.Http;

public sealed class ProblemMiddlewareTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LogLines<Outage> _log = new();
    private readonly Outage _outage;

    public ProblemMiddlewareTests() => _outage = new Outage(_time, _log);

    [Fact]
    public async Task A_limit_that_is_met_is_said_at_its_start_and_at_its_end()
    {
        await Served(ProblemException.Unavailable("Too many of these."));
        await Served(ProblemException.Unavailable("Too many of these."));
        _time.Advance(2 * Outage.Quiet);

        Assert.Equal([LogLevel.Warning, LogLevel.Debug, LogLevel.Information], _log.All.Select(line => line.Level));
        Assert.Contains("Too many of these.", _log.All[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_said_with_what_it_comes_from()
    {
        var cause = new TimeoutException("The node is gone.");

        await Served(ProblemException.Unavailable("Stored for sure: 3 lines.", cause));

        Assert.Same(cause, Assert.Single(_log.All).Error);
    }

    [Fact]
    public async Task What_a_database_says_to_a_node_that_was_asked_is_an_outage()
    {
        var cause = new PostgresException("terminating connection due to administrator command", "FATAL", "FATAL", "57P01");

        var context = await Served(cause);

        Assert.Equal(503, context.Response.StatusCode);
        Assert.Same(cause, Assert.Single(_log.All).Error);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(409)]
    public async Task Other_problems_are_not_said(int status)
    {
        await Served(new ProblemException(status, "title", "detail"));

        Assert.Empty(_log.All);
    }

    public void Dispose() => _outage.Dispose();

    private async Task<HttpContext> Served(Exception error)
    {
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddSingleton(TimeProvider.System).BuildServiceProvider(),
        };
        await new ProblemMiddleware(
            _ => throw error, new NearestRoute(new DefaultEndpointDataSource()), _outage,
            new ServiceCollection().AddOptions().AddInstruments().BuildServiceProvider().GetRequiredService<ApiInstruments>(),
            NullLogger<ProblemMiddleware>.Instance).Invoke(context);
        return context;
    }
}
