using System.Text;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Conformance.OpenApi;

/// <summary>That an answer which is not as documented is found out; the replays of recordings hold all of theirs against the document.</summary>
public sealed class DocumentedAnswerTests
{
    [Theory]
    [InlineData(200, "application/json", """["default"]""", null)]
    [InlineData(200, "application/json", """[{"label":"a","current":true,"firstOpened":"2026-11-27T13:13:42Z","lastOpened":"2026-11-27T13:13:42Z","keys":1,"bytes":2,"peers":0,"expires":null}]""", null)]
    [InlineData(200, "application/json", """{"default":1}""", "this is none")]
    [InlineData(200, "application/json", """[{"label":"a"}]""", "this is none")]
    [InlineData(200, "text/plain", "default", "as text/plain")]
    [InlineData(201, "application/json", """["default"]""", "201")]
    [InlineData(400, "application/problem+json", """{"title":"t","status":400,"detail":"d","traceId":"x"}""", null)]
    [InlineData(400, "application/problem+json", """{"title":"t"}""", "this is none")]
    public void An_answer_that_is_not_documented_is_a_fault(int status, string type, string body, string? fault)
    {
        var answer = new Answer(status, new Dictionary<string, string> { ["Content-Type"] = type }, Encoding.UTF8.GetBytes(body));

        var found = DocumentedAnswers.Fault("GET", "/registry/lockers/labels", answer);

        if (fault is null) Assert.Null(found);
        else Assert.Contains(fault, found, StringComparison.Ordinal);
    }

    [Fact]
    public void What_refers_to_itself_is_held_against_its_shape_all_the_way_down()
    {
        const string Key = """{"data":"","subKeys":{"b":{"data":1,"subKeys":{},"firstReported":"2026-11-27T13:13:42Z","lastReported":"2026-11-27T13:13:42Z"}},"firstReported":"2026-11-27T13:13:42Z","lastReported":"2026-11-27T13:13:42Z"}""";
        var locker = $$$"""{"label":"x","peerLockers":{},"dataLocker":{"locker":{"a":{{{Key}}}},"active":true},"current":true}""";
        var answer = new Answer(200, new Dictionary<string, string> { ["Content-Type"] = "application/json; charset=utf-8" }, Encoding.UTF8.GetBytes(locker));

        Assert.Contains("this is none", DocumentedAnswers.Fault("GET", "/registry/lockers/x", answer), StringComparison.Ordinal);
    }
}
