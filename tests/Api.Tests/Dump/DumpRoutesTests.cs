using System.Text;
using Lockers.Api.Dump;
using Lockers.Api.Http;

namespace Lockers.Api.Tests.Dump;

/// <summary>What is said of a body that the route does not take.</summary>
public sealed class DumpRoutesTests
{
    private const string Everything = """{"lockers":{},"peers":{}}""";
    private const string OneLocker = """{"label":"X","peerLockers":{},"dataLocker":{"locker":{},"active":true},"current":false}""";

    [Theory]
    [InlineData(null, OneLocker, "POST /registry/lockers/{label}/load")]
    [InlineData("X", Everything, "POST /registry/load")]
    [InlineData(null, """{"odd":1}""", "GET /registry/dump")]
    [InlineData("X", """{"odd":1}""", "GET /registry/lockers/{label}/dump")]
    [InlineData("X", "{}", "GET /registry/lockers/{label}/dump")]
    [InlineData(null, "[]", "GET /registry/dump")]
    public void A_body_of_the_wrong_shape_is_refused_naming_what_takes_it(string? label, string body, string said) =>
        Assert.Contains(said, Refused(label, body), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, "", "GET /registry/dump")]
    [InlineData(null, " \r\n", "GET /registry/dump")]
    [InlineData("X", "", "GET /registry/lockers/{label}/dump")]
    public void An_empty_body_is_said_to_be_empty(string? label, string body, string said)
    {
        var refused = Refused(label, body);
        Assert.Contains("the body is empty", refused, StringComparison.Ordinal);
        Assert.Contains(said, refused, StringComparison.Ordinal);
    }

    private static string Refused(string? label, string body)
    {
        var parser = new DumpParser(new(), label);
        return Assert.Throws<ProblemException>(() =>
        {
            parser.Read(Encoding.UTF8.GetBytes(body));
            parser.End();
        }).Message;
    }
}
