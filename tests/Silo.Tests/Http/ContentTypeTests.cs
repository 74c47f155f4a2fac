using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http;

public sealed class ContentTypeTests(LockersNode node)
{
    public static TheoryData<string> Types =>
    [
        "none", "", "text/plain", "plain/text", "application/json", "application/x-www-form-urlencoded", "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/octet-stream", "text/html", "nonsense", "application/json; charset=bogus", "text/plain; charset=utf-16", "a/b/c;;;",
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_body_of_any_type_is_stored_as_it_is(string type)
    {
        var label = await node.Client.OpenFresh();
        string[] headers = type == "none" ? [] : [$"Content-Type: {type}"];
        const string Body = "a=b&c=%20d+e";

        var stored = await RawConnection.Exchange(node.Address, "POST", $"/registry/lockers/{label}/store/a", Body, headers);
        var reported = await RawConnection.Exchange(node.Address, "POST", "/registry/peers/p/1.1.1.1:1/locker/store/a", Body, headers);

        Assert.Equal(200, stored.Status);
        Assert.Equal(200, reported.Status);
        Assert.Equal(Body, await node.Client.Text(label, "a"));
        Assert.Equal(Body, (await node.Client.Get("/registry/peers/p/1.1.1.1:1/locker/get/a").Done()).Text);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_registration_and_a_load_of_any_type_are_read(string type)
    {
        var peer = Pods.FreshPeer();
        string[] headers = type == "none" ? [] : [$"Content-Type: {type}"];

        var added = await RawConnection.Exchange(node.Address, "POST", "/registry/peers/add", Pods.Body(peer, "1.1.1.1:1"), headers);
        var loaded = await RawConnection.Exchange(node.Address, "POST", "/registry/load", """{"peerTrackingHeaders":""}""", headers);

        Assert.Equal(200, added.Status);
        Assert.Equal(200, loaded.Status);
        Assert.NotNull(await node.Client.Peer(peer));
    }
}
