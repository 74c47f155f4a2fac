using Lockers.Api.Http;
using Lockers.Api.Metrics;
using Lockers.Grains.Interfaces;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Api.Tests.Http;

public sealed class RetryTests
{
    private static readonly StorageUnavailableException NotMade = new("away", notMade: true);
    private static readonly StorageUnavailableException Unknown = new("away", notMade: false);

    [Fact]
    public void A_request_whose_body_has_no_length_is_not_repeated_for_its_body_is_gone() =>
        Assert.False(Retry.IsRepeatable(Request("POST", canHaveBody: true), NotMade));

    [Fact]
    public void A_change_without_a_body_is_repeated_only_where_it_was_surely_not_made()
    {
        Assert.True(Retry.IsRepeatable(Request("POST", canHaveBody: false), NotMade));
        Assert.False(Retry.IsRepeatable(Request("POST", canHaveBody: false), Unknown));
    }

    [Fact]
    public void A_read_is_repeated_when_the_grain_was_moving() =>
        Assert.True(Retry.IsRepeatable(Request("GET", canHaveBody: false), NotMade));

    [Fact]
    public void A_request_is_tried_again_for_a_while_after_its_first_failure_and_then_no_more()
    {
        var time = new FakeTimeProvider();
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddSingleton<TimeProvider>(time).BuildServiceProvider() };
        time.Advance(10 * Repeats.For);

        Assert.True(Retry.MayRepeatChange(context, NotMade));
        Assert.False(Retry.MayRepeatChange(context, Unknown));
        time.Advance(Repeats.For - TimeSpan.FromMilliseconds(1));
        Assert.True(Retry.MayRepeatChange(context, NotMade));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(Retry.MayRepeatChange(context, NotMade));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task What_was_not_made_is_asked_again_until_it_is(string method)
    {
        for (var tries = 1; ; tries++)
        {
            var asked = 0;
            var context = Context(method);
            var begun = TimeProvider.System.GetTimestamp();

            await Served(context, () => ++asked < 5 ? throw NotMade : Task.CompletedTask);

            // Where the machine paused for as long as requests are tried again, another one shows it.
            if (asked < 5 && TimeProvider.System.GetElapsedTime(begun) >= Repeats.For && tries < 20) continue;
            Assert.Equal(5, asked);
            Assert.Equal(200, context.Response.StatusCode);
            return;
        }
    }

    [Fact]
    public async Task What_may_have_been_made_is_not_asked_again()
    {
        var asked = 0;
        var context = Context("POST");

        await Served(context, () =>
        {
            asked++;
            throw Unknown;
        });

        Assert.Equal(1, asked);
        Assert.Equal(503, context.Response.StatusCode);
    }

    private static Task Served(HttpContext context, Func<Task> serve) =>
        new ProblemMiddleware(
            _ => serve(), new NearestRoute(new DefaultEndpointDataSource()), new Outage(TimeProvider.System, NullLogger<Outage>.Instance),
            new ServiceCollection().AddOptions().AddInstruments().BuildServiceProvider().GetRequiredService<ApiInstruments>(),
            NullLogger<ProblemMiddleware>.Instance).Invoke(context);

    private static DefaultHttpContext Context(string method)
    {
        var context = new DefaultHttpContext
        {
            Request = { Method = method },
            RequestServices = new ServiceCollection().AddSingleton(TimeProvider.System).BuildServiceProvider(),
        };
        context.Features.Set<IHttpRequestBodyDetectionFeature>(new Body(false));
        return context;
    }

    private static HttpRequest Request(string method, bool canHaveBody)
    {
        var context = new DefaultHttpContext { Request = { Method = method } };
        context.Features.Set<IHttpRequestBodyDetectionFeature>(new Body(canHaveBody));
        return context.Request;
    }

    private sealed record Body(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}
