using Lockers.Api.Http;
using Microsoft.AspNetCore.Http;

namespace Lockers.Api.Tests.Http;

public class QueryTests
{
    [Theory]
    [InlineData("?f=y")]
    [InlineData("?f=Y")]
    [InlineData("?f=yes")]
    [InlineData("?f=YES")]
    [InlineData("?f=true")]
    [InlineData("?f=True")]
    [InlineData("?f=1")]
    [InlineData("?F=y")]
    [InlineData("?f=y&f=")]
    [InlineData("?f=&f=y")]
    public void Some_words_say_yes(string query) => Assert.True(Query.Flag(Request(query), "f"));

    [Theory]
    [InlineData("")]
    [InlineData("?f")]
    [InlineData("?f=")]
    [InlineData("?f=n")]
    [InlineData("?f=2")]
    [InlineData("?f=on")]
    [InlineData("?f=%20y")]
    [InlineData("?g=y")]
    public void Anything_else_says_no(string query) => Assert.False(Query.Flag(Request(query), "f"));

    [Fact]
    public void What_an_absent_flag_says_is_for_the_endpoint_to_tell()
    {
        Assert.True(Query.Flag(Request(""), "f", absent: true));
        Assert.True(Query.Flag(Request("?f="), "f", absent: true));
        Assert.True(Query.Flag(Request("?f"), "f", absent: true));
        Assert.False(Query.Flag(Request("?f=x"), "f", absent: true));
    }

    [Theory]
    [InlineData("", int.MaxValue)]
    [InlineData("?n=", int.MaxValue)]
    [InlineData("?n=7&n=", 7)]
    [InlineData("?n=1", 1)]
    [InlineData("?n=2147483647", int.MaxValue)]
    public void A_count_is_a_whole_number(string query, int count) => Assert.Equal(count, Query.Count(Request(query), "n"));

    [Theory]
    [InlineData("?n=0")]
    [InlineData("?n=-1")]
    [InlineData("?n=1.5")]
    [InlineData("?n=2147483648")]
    [InlineData("?n=%201")]
    [InlineData("?n=x")]
    public void Anything_else_is_a_bad_request_that_names_the_parameter(string query) =>
        Assert.Contains("?n=", Assert.Throws<ProblemException>(() => Query.Count(Request(query), "n")).Message, StringComparison.Ordinal);

    private static HttpRequest Request(string query)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString(query);
        return context.Request;
    }
}
