using System.Text;
using Lockers.Api.Http;

namespace Lockers.Api.Tests.Http;

public sealed class PercentTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a%2Cb", "a,b")]
    [InlineData("%252F", "%2F")]
    [InlineData("100%", "100%")]
    [InlineData("%zz%4", "%zz%4")]
    [InlineData("%C3%A9é", "éé")]
    [InlineData("", "")]
    public void Text_is_decoded_once(string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Percent.DecodeUtf8(text)));

    [Theory]
    [InlineData("%FF")]
    [InlineData("a%C3")]
    public void What_is_not_UTF8_is_refused(string text) =>
        Assert.Equal(400, Assert.Throws<ProblemException>(() => Percent.DecodeUtf8(text)).Status);
}
