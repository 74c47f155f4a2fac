using Lockers.Api.Pods;

namespace Lockers.Api.Tests.Pods;

public sealed class PodUriTests
{
    [Theory]
    [InlineData("10.0.0.5:8081", "http://10.0.0.5:8081")]
    [InlineData("10.0.0.5", "http://10.0.0.5")]
    [InlineData("[::1]:8081", "http://[::1]:8081")]
    [InlineData("pod-1.ns:8081", "http://pod-1.ns:8081")]
    [InlineData("10.0.0.5:0", null)]
    [InlineData("", null)]
    public void A_server_is_a_host_and_a_port(string address, string? server) => Assert.Equal(server, PodUri.Server(address));

    [Theory]
    [InlineData("/a,b/c?d=e&f", "/a,b/c?d=e&f")]
    [InlineData("/a/../b/./%2e%2E/c", "/a/../b/./%2e%2E/c")]
    [InlineData("//elsewhere/x", "//elsewhere/x")]
    [InlineData("/@elsewhere:1/", "/@elsewhere:1/")]
    [InlineData("/a b\"<|>#\\^`{}", "/a%20b%22%3C%7C%3E%23%5C%5E%60%7B%7D")]
    [InlineData("/50%/%zz/%41", "/50%25/%25zz/%41")]
    [InlineData("/\u00e4\u20ac\ud83d\ude00\r\n", "/%C3%A4%E2%82%AC%F0%9F%98%80%0D%0A")]
    public void A_target_is_sent_as_it_is_but_for_what_it_cannot_hold(string target, string sent)
    {
        var uri = PodUri.At("http://10.0.0.5:8081", target);

        Assert.Equal(("10.0.0.5", 8081, sent), (uri.Host, uri.Port, uri.PathAndQuery));
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("", false)]
    [InlineData("http://elsewhere/", false)]
    [InlineData("x", false)]
    [InlineData("@elsewhere/", false)]
    [InlineData(":99/", false)]
    public void A_target_begins_with_a_slash(string target, bool can) => Assert.Equal(can, PodUri.WhyNotTarget(target) is null);

    [Fact]
    public void A_target_has_a_limit() => Assert.Contains("the limit is 8192", PodUri.WhyNotTarget($"/{new string('a', PodUri.MaxTarget)}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("t1,t2", "t1,t2")]
    [InlineData("a/b?c#d e%", "a%2Fb%3Fc%23d%20e%25")]
    [InlineData("..", "..")]
    public void A_name_is_one_segment(string name, string segment) => Assert.Equal(segment, PodUri.Segment(name));
}
