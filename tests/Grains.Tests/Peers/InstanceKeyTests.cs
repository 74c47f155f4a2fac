using Lockers.Grains.Interfaces;
using Lockers.Grains.Peers;
using Xunit;

namespace Lockers.Grains.Tests.Peers;

public class InstanceKeyTests
{
    [Theory]
    [InlineData("X", "p", "10.0.0.1:8080")]
    [InlineData("X", "p", "")]
    [InlineData("label with %", "peer é", "[::1]:80")]
    public void A_key_comes_apart_as_it_was_put_together(string label, string peer, string instance) =>
        Assert.Equal(new InstanceKey(label, peer, instance), InstanceKey.Parse(IPeerInstanceGrain.KeyOf(label, peer, instance)));

    [Theory]
    [InlineData("", "/registry/lockers/a%20%25/peers/p%3F/get/")]
    [InlineData("1.1.1.1:1", "/registry/lockers/a%20%25/peers/p%3F/1.1.1.1%3A1/get/")]
    public void The_uri_can_be_fetched_as_it_stands(string instance, string uri) =>
        Assert.Equal(uri, new InstanceKey("a %", "p?", instance).GetUri);
}
