using System.Net;
using Lockers.Api.Pods;
using Lockers.Tests.Shared;

namespace Lockers.Api.Tests.Pods;

public sealed class PodNetworkTests
{
    private static readonly PodCall Post = PodCall.Post("/x");

    [Theory]
    [InlineData("", "10.0.0.5", true)]
    [InlineData("", "127.0.0.1", true)]
    [InlineData("", "::1", true)]
    [InlineData("", "fd00::5", true)]
    [InlineData("", "169.254.169.254", false)]
    [InlineData("", "::ffff:169.254.169.254", false)]
    [InlineData("", "64:ff9b::a9fe:a9fe", false)]
    [InlineData("", "fe80::1", false)]
    [InlineData("", "fd00:ec2::254", false)]
    [InlineData("", "fd00:ec2::23", false)]
    [InlineData("", "fd20:ce::254", false)]
    [InlineData("", "fd20:ce::253", true)]
    [InlineData("", "100.100.100.200", false)]
    [InlineData("", "0.0.0.0", false)]
    [InlineData("", "0.1.2.3", false)]
    [InlineData("", "::", false)]
    [InlineData("", "224.0.0.1", false)]
    [InlineData("", "255.255.255.255", false)]
    [InlineData("", "ff02::1", false)]
    [InlineData("10.0.0.0/8, fd00::/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8, fd00::/8", "::ffff:10.1.2.3", true)]
    [InlineData("10.0.0.0/8, fd00::/8", "fd01::1", true)]
    [InlineData("10.0.0.0/8, fd00::/8", "127.0.0.1", false)]
    [InlineData("10.0.0.0/8, fd00::/8", "::1", false)]
    [InlineData("169.254.0.0/16", "169.254.1.1", true)]
    [InlineData("0.0.0.0/0", "0.0.0.0", false)]
    public void An_address_is_called_in_the_networks_that_are_allowed(string networks, string address, bool allowed) =>
        Assert.Equal(allowed, PodNetworks.Of(networks).Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("", null)]
    [InlineData("10.0.0.0/8,fd00::/8", null)]
    [InlineData("10.0.0.0/8,nonsense", "nonsense")]
    [InlineData("10.0.0.5", "10.0.0.5")]
    [InlineData("10.0.0.0/33", "10.0.0.0/33")]
    public void What_is_no_network_is_named(string networks, string? wrong) => Assert.Equal(wrong, PodNetworks.WhyNot(networks));

    [Fact]
    public async Task A_pod_in_another_network_is_not_connected_to()
    {
        await using var fixture = new CallerFixture("10.0.0.0/8");
        await using var pod = new StubPod();

        foreach (var address in (string[])[pod.Address, $"[::ffff:127.0.0.1]:{pod.Port}", $"0.0.0.0:{pod.Port}", $"127.1:{pod.Port}", $"2130706433:{pod.Port}"])
            Assert.Contains("Lockers:PeerNetworks", (await fixture.Call(Post, address)).Why, StringComparison.Ordinal);

        Assert.Empty(pod.Requests);
    }

    [Fact]
    public async Task A_name_is_judged_by_what_it_resolves_to_at_each_connection()
    {
        await using var fixture = new CallerFixture();
        await using var pod = new StubPod(_ => StubAnswer.Raw("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", StubEnd.Closes));
        var resolved = 0;
        fixture.Hosts["pod.example"] = () => [IPAddress.Parse(++resolved == 1 ? "127.0.0.1" : "169.254.169.254")];

        Assert.True((await fixture.Call(Post, $"pod.example:{pod.Port}")).Done);
        var second = await fixture.Call(Post, $"pod.example:{pod.Port}");

        Assert.Equal("pod.example is not in a network that is called (Lockers:PeerNetworks)", second.Why);
        Assert.Single(pod.Requests);
    }

    [Fact]
    public async Task Of_a_name_with_several_addresses_only_those_that_are_allowed_are_tried()
    {
        await using var fixture = new CallerFixture();
        await using var pod = new StubPod();
        fixture.Hosts["pod.example"] = () => [IPAddress.Parse("169.254.169.254"), IPAddress.Parse("fe80::1"), IPAddress.Loopback];

        Assert.True((await fixture.Call(Post, $"pod.example:{pod.Port}")).Done);
    }

    [Fact]
    public async Task An_unknown_name_is_no_connection()
    {
        await using var fixture = new CallerFixture();

        Assert.Equal("no connection: HostNotFound", (await fixture.Call(Post, "nowhere.example:80")).Why);
    }
}
