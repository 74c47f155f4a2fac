using Lockers.Api.Http;
using Lockers.Grains.Interfaces;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lockers.Api.Tests.Http;

public sealed class RetryTests
{
    private static readonly StorageUnavailableException NotMade = new("away", notMade: true);
    private static readonly StorageUnavailableException Unknown = new("away", notMade: false);

    [Fact]
    public void A_request_whose_body_has_no_length_is_not_repeated_for_its_body_is_gone() =>
        Assert.False(Retry.MayRepeat(Request("POST", canHaveBody: true), NotMade));

    [Fact]
    public void A_change_without_a_body_is_repeated_only_where_it_was_surely_not_made()
    {
        Assert.True(Retry.MayRepeat(Request("POST", canHaveBody: false), NotMade));
        Assert.False(Retry.MayRepeat(Request("POST", canHaveBody: false), Unknown));
    }

    [Fact]
    public void A_read_is_repeated_when_the_grain_was_moving() =>
        Assert.True(Retry.MayRepeat(Request("GET", canHaveBody: false), NotMade));

    private static HttpRequest Request(string method, bool canHaveBody)
    {
        var context = new DefaultHttpContext { Request = { Method = method } };
        context.Features.Set<IHttpRequestBodyDetectionFeature>(new Body(canHaveBody));
        return context.Request;
    }

    private sealed record Body(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}
