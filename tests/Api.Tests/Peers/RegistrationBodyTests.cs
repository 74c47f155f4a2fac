using System.Text;
using CsCheck;
using Lockers.Api.Http;
using Lockers.Api.Peers;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Tests.Peers;

public class RegistrationBodyTests
{
    [Fact]
    public void Names_count_in_any_case_and_unknown_members_do_not() => Assert.Equal(
        new PeerRegistration("n", "a:1", "p", "ns", "no", "c"),
        Parse("""{"NAME":"n","Address":"a:1","pod":"p","nameSpace":"ns","node":"no","cluster":"c","more":{"x":[1]}}"""));

    [Fact]
    public void What_is_not_said_is_empty() =>
        Assert.Equal(new PeerRegistration("n", "a:1", "", "", "", ""), Parse("""{"name":"n","address":"a:1","pod":null}"""));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("{\"name\":\"n\"}")]
    [InlineData("{\"address\":\"a:1\"}")]
    [InlineData("{\"name\":\"\",\"address\":\"a:1\"}")]
    [InlineData("{\"name\":\"n\",\"address\":null}")]
    [InlineData("{\"name\":1,\"address\":\"a:1\"}")]
    [InlineData("{\"name\":\"a/b\",\"address\":\"a:1\"}")]
    [InlineData("{\"name\":\" \",\"address\":\"a:1\"}")]
    [InlineData("{\"name\":\"n\",\"address\":\"\u200B\"}")]
    [InlineData("{\"name\":\"..\",\"address\":\"a:1\"}")]
    [InlineData("{\"name\":\"n\\u0000\",\"address\":\"a:1\"}")]
    [InlineData("{\"name\":\"\\ud800\",\"address\":\"a:1\"}")]
    [InlineData("{\"name\":\"n\",\"address\":\"a:1\",\"node\":\"\\ud800\"}")]
    [InlineData("{\"name\":\"n\",\"address\":\"a:1\"} x")]
    public void Anything_else_is_a_bad_request(string body) =>
        Assert.Equal(400, Assert.Throws<ProblemException>(() => Parse(body)).Status);

    [Fact]
    public void Bytes_that_are_no_text_are_a_bad_request() => Assert.Throws<ProblemException>(
        () => RegistrationBody.Parse([.. "{\"name\":\"n\",\"address\":\""u8, 0xFF, .. "\"}"u8]));

    [Fact]
    public void Any_bytes_are_read_or_refused() => Gen.Byte.Array.Sample(body =>
    {
        try
        {
            RegistrationBody.Parse(body);
        }
        catch (ProblemException)
        {
            // What a client can send is never a fault.
        }
    });

    private static PeerRegistration Parse(string body) => RegistrationBody.Parse(Encoding.UTF8.GetBytes(body));
}
