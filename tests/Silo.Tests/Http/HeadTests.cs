using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http;

/// <summary>HEAD is answered as GET is, without the body.</summary>
public sealed class HeadTests(LockersNode node)
{
    [Fact]
    public async Task HEAD_has_the_status_and_headers_of_GET()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a", "hello");
        await node.Client.Store(label, "long", new string('x', 200_000));
        await node.Client.Post($"/registry/lockers/{label}/store/json", "[1]", "application/json").Done();
        foreach (var target in (string[])[
            $"/registry/lockers/{label}/get/a", $"/registry/lockers/{label}/get/long", $"/registry/lockers/{label}/get/json", $"/lockers/current/get/a",
            $"/registry/lockers/{label}/get/nowhere", $"/registry/lockers/{label}", $"/registry/lockers/{label}?data=y&pretty=y", "/registry/lockers",
            "/registry/lockers/labels", "/registry/lockers/nolabel", $"/registry/lockers/{label}/dump", "/registry/dump", "/registry/peers",
            $"/registry/lockers/find/a", "/registry/lockers/find/a?in=nowhere", "/registry/peers/lockers/targets/results", "/registry/nothing", "/", "/registry",
            "/version", "/openapi/v1.json"])
        {
            foreach (var accepted in (string[])["identity", "gzip"])
            {
                var get = await RawConnection.Exchange(node.Address, "GET", target, null, $"Accept-Encoding: {accepted}");
                var head = await RawConnection.Exchange(node.Address, "HEAD", target, null, $"Accept-Encoding: {accepted}");

                Assert.Equal(get.Status, head.Status);
                Assert.Empty(head.Body);
                foreach (var (name, value) in get.Headers.Where(header => header.Key is not ("Date" or "Transfer-Encoding")))
                {
                    // A problem is as long as its traceId, which is as long in each.
                    Assert.True(head.Headers.GetValueOrDefault(name) == value, $"{target}, {accepted}: {name} is {head.Headers.GetValueOrDefault(name)}, not {value}");
                }
            }
        }
    }

    [Fact]
    public async Task HEAD_of_a_text_says_how_long_it_is()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a", "hello");

        var answer = await RawConnection.Exchange(node.Address, "HEAD", $"/registry/lockers/{label}/get/a");

        Assert.Equal("5", answer.Headers["Content-Length"]);
        Assert.Equal("text/plain; charset=utf-8", answer.ContentType);
    }

    [Fact]
    public async Task A_connection_goes_on_behind_HEAD_of_a_stream()
    {
        var label = await node.Client.OpenFresh();
        using var connection = await RawConnection.Open(node.Address, stop: TestContext.Current.CancellationToken);
        foreach (var target in (string[])[$"/registry/lockers/{label}/watch", "/registry/lockers/watch"])
        {
            var head = await connection.Exchange("HEAD", target);

            Assert.Equal(200, head.Status);
            Assert.Equal("text/event-stream", head.ContentType);
            Assert.Equal(200, (await connection.Exchange("GET", $"/registry/lockers/{label}")).Status);
        }
    }

    [Fact]
    public async Task A_connection_goes_on_behind_HEAD_of_much()
    {
        var label = await node.Client.OpenFresh();
        for (var key = 0; key < 3000; key++) await node.Client.Store(label, $"k{key % 30},{key}", "some text that is not very long");
        using var connection = await RawConnection.Open(node.Address, stop: TestContext.Current.CancellationToken);

        var head = await connection.Exchange("HEAD", $"/registry/lockers/{label}?data=y");
        var get = await connection.Exchange("GET", $"/registry/lockers/{label}?data=y");

        Assert.Equal(200, head.Status);
        Assert.Equal(30, get.Json!["dataLocker"]!["locker"]!.AsObject().Count);
    }
}
