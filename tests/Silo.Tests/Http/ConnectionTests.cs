using System.Text;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http;

public sealed class ConnectionTests(LockersNode node)
{
    [Fact]
    public async Task Requests_in_a_pipeline_are_answered_in_order()
    {
        var label = Calls.FreshLabel();
        using var connection = await RawConnection.Open(node.Address, stop: TestContext.Current.CancellationToken);
        var requests = new List<byte>();
        for (var i = 0; i < 20; i++) requests.AddRange(RawConnection.Request("POST", $"/registry/lockers/{label}/store/k{i}", $"{i}"));
        for (var i = 0; i < 20; i++) requests.AddRange(RawConnection.Request("GET", $"/registry/lockers/{label}/get/k{i}", null));

        await connection.Write(requests.ToArray());

        for (var i = 0; i < 20; i++) Assert.Equal(200, (await connection.Read())!.Status);
        for (var i = 0; i < 20; i++) Assert.Equal($"{i}", (await connection.Read())!.Text);
    }

    [Fact]
    public async Task A_body_that_never_comes_whole_stores_nothing()
    {
        var label = Calls.FreshLabel();
        await node.Client.Store(label, "a", "kept");
        using (var connection = await RawConnection.Open(node.Address, stop: TestContext.Current.CancellationToken))
        {
            await connection.Write(Encoding.ASCII.GetBytes(
                $"POST /registry/lockers/{label}/store/a HTTP/1.1\r\nHost: node\r\nContent-Length: 100\r\n\r\nonly this"));
            connection.EndWriting();
            var answer = await connection.Read();
            Assert.True(answer is null or { Status: >= 400 and < 500 }, answer?.ToString());
        }

        Assert.Equal("kept", await node.Client.Text(label, "a"));
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_of_an_answer_disturbs_nobody()
    {
        var label = Calls.FreshLabel();
        for (var i = 0; i < 20; i++) await node.Client.Store(label, $"k{i:00}", new string('x', 500_000));
        for (var i = 0; i < 30; i++)
        {
            using var connection = await RawConnection.Open(node.Address, receiveBuffer: 4096, stop: TestContext.Current.CancellationToken);
            await connection.Write(RawConnection.Request("GET", $"/registry/lockers/{label}?data=y", null));
        }

        Assert.Equal(20, (await node.Client.Json($"/registry/lockers/{label}?data=y"))["dataLocker"]!["locker"].Names().Count());
        await node.Client.Post($"/registry/lockers/close/{label}").Done();
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_answered_with_a_timeout()
    {
        using var connection = await RawConnection.Open(node.Address, stop: TestContext.Current.CancellationToken);
        await connection.Write("POST /registry/lockers/slow/store/a HTTP/1.1\r\nHost: node\r\nContent-Length: 100\r\n\r\nx"u8.ToArray());

        var answer = await connection.Read();

        Assert.Equal(408, answer?.Status);
        Assert.Equal("Request timeout", (string?)answer!.Json!["title"]);
    }

    [Theory]
    [InlineData("/registry/nothing", 404)]
    [InlineData("/registry/lockers/x/clear", 405)]
    [InlineData("/registry/lockers//dump", 400)]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 200)]
    public async Task An_answer_to_HEAD_has_the_headers_of_one_with_a_body(string target, int status)
    {
        Answer whole = null!;
        await Until.Holds(
            async () => (whole = await RawConnection.Exchange(node.Address, "GET", target)).Status == status, TestDeadlines.Step,
            () => $"{target} is {status}: {whole}", TestContext.Current.CancellationToken);
        var head = await RawConnection.Exchange(node.Address, "HEAD", target);

        Assert.Equal((status, status), (whole.Status, head.Status));
        Assert.Equal(whole.ContentType, head.ContentType);
        Assert.Equal(whole.Headers.GetValueOrDefault("Allow"), head.Headers.GetValueOrDefault("Allow"));
        Assert.Equal("nosniff", head.Headers["X-Content-Type-Options"]);
        Assert.EndsWith("\n", whole.Text, StringComparison.Ordinal);
        if (status == 404) Assert.True(head.Headers.ContainsKey("Content-Length"));
    }

    [Fact]
    public async Task Expect_continue_is_answered()
    {
        using var connection = await RawConnection.Open(node.Address, stop: TestContext.Current.CancellationToken);
        await connection.Write(RawConnection.Request("POST", "/registry/lockers/default/store/expected", "text", "Expect: 100-continue"));

        Assert.Equal(200, (await connection.Read())!.Status);
    }
}
