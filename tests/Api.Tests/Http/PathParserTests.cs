using Lockers.Api.Configuration;
using Lockers.Api.Http;

namespace Lockers.Api.Tests.Http;

public sealed class PathParserTests
{
    private static readonly LockersLimits Limits = new() { MaxPathDepth = 3, MaxKeyBytes = 4 };

    [Theory]
    [InlineData("a,b,c")]
    [InlineData("aaaa,")]
    [InlineData(",,")]
    [InlineData("")]
    public void A_path_within_the_limits_is_taken(string tail) => Assert.Equal(tail, Parse(tail));

    [Theory]
    [InlineData("a,b,c,d", "3")]
    [InlineData("a,bbbbb", "4")]
    [InlineData("%C3%A9%C3%A9%C3%A9", "4")]
    public void A_path_beyond_a_limit_is_refused_and_the_limit_is_named(string tail, string limit)
    {
        var problem = Assert.Throws<ProblemException>(() => Parse(tail));
        Assert.Equal(400, problem.Status);
        Assert.Contains(limit, problem.Message, StringComparison.Ordinal);
    }

    private static string Parse(string tail) => PathParser.Parse(new RequestTarget("/lockers/X/get/" + tail), Limits).ToString();
}
