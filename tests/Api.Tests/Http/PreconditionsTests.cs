using Lockers.Api.Http;
using Lockers.Grains.Interfaces;
using Microsoft.AspNetCore.Http;

namespace Lockers.Api.Tests.Http;

public class PreconditionsTests
{
    private static readonly ChangeId Current = new(7, 9);

    [Fact]
    public void A_request_without_headers_has_no_condition() => Assert.Null(Of(null, null));

    [Theory]
    [InlineData("*", true)]
    [InlineData("\"7-9\"", true)]
    [InlineData("\"7-8\"", false)]
    [InlineData("\"7-8\", \"7-9\"", true)]
    [InlineData("W/\"7-9\"", false)]
    [InlineData("\"7-9-gzip\"", true)]
    [InlineData("\"7-9-br\"", true)]
    [InlineData("\"7-8-br\"", false)]
    [InlineData("\"7-9-\"", false)]
    [InlineData("\"7-9-br-br\"", false)]
    [InlineData("\"-gzip\"", false)]
    [InlineData("W/\"7-9\",\"7-9\"", true)]
    [InlineData("\"8-9\"", false)]
    [InlineData("\"7-09\"", false)]
    [InlineData("\"\"", false)]
    [InlineData("\"of another server\"", false)]
    public void If_Match_holds_for_a_text_that_is_one_of_these_and_for_no_text_never(string tags, bool holds)
    {
        Assert.Equal(holds, Of(tags, null)!.Holds(Current));
        Assert.False(Of(tags, null)!.Holds(null));
        Assert.Equal(!holds, Of(null, tags)!.Holds(Current));
        Assert.True(Of(null, tags)!.Holds(null));
    }

    [Fact]
    public void Both_must_hold_where_both_are_given()
    {
        Assert.False(Of("\"7-9\"", "*")!.Holds(Current));
        Assert.False(Of("*", "\"7-9\"")!.Holds(Current));
        Assert.True(Of("\"7-9\"", "\"7-8\"")!.Holds(Current));
    }

    [Theory]
    [InlineData("7-9")]
    [InlineData("\"7-9")]
    [InlineData("")]
    [InlineData("*, \"7-9\"")]
    [InlineData("\"7-9\" \"7-8\"")]
    [InlineData("W/7-9")]
    public void What_is_no_list_of_tags_is_refused(string tags)
    {
        Assert.Equal(400, Assert.Throws<ProblemException>(() => Of(tags, null)).Status);
        Assert.Equal(400, Assert.Throws<ProblemException>(() => Of(null, tags)).Status);
    }

    private static TextCondition? Of(string? match, string? noneMatch)
    {
        var request = new DefaultHttpContext().Request;
        if (match is not null) request.Headers.IfMatch = match;
        if (noneMatch is not null) request.Headers.IfNoneMatch = noneMatch;
        return Preconditions.Of(request);
    }
}
