using System.Net.Sockets;
using System.Text;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http2;

/// <summary>Both protocols on one port: how a connection begins, well or badly.</summary>
public sealed class ProtocolTests(LockersNode node)
{
    private const int ProtocolError = 1;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly string _label = Calls.FreshLabel();

    [Fact]
    public async Task What_one_protocol_stores_the_other_reads()
    {
        using var http2 = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);
        using var http1 = await RawConnection.Open(node.Address, stop: TestContext.Current.CancellationToken);

        var stored = await http2.Exchange("POST", $"/registry/lockers/{_label}/store/a", "of 2");
        await http1.Exchange("POST", $"/registry/lockers/{_label}/store/b", "of 1");

        Assert.Equal($"Data stored in labeled locker {_label} for path [a]\n", stored.Text);
        Assert.Equal("of 2", (await http1.Exchange("GET", $"/registry/lockers/{_label}/get/a")).Text);
        Assert.Equal("of 1", (await http2.Exchange("GET", $"/registry/lockers/{_label}/get/b")).Text);
    }

    [Fact]
    public async Task A_client_of_HTTP_2_has_the_same_answers_with_the_same_headers()
    {
        using var http2 = new NodeClient(node.Address) { IsHttp2 = true };
        await http2.Store(_label, "a", new string('x', 1_000_000));

        foreach (var target in (string[])[$"/registry/lockers/{_label}/get/a", $"/registry/lockers/{_label}?data=y", $"/registry/lockers/{_label}/nothing"])
        {
            var (ours, expected) = (await http2.Get(target), await node.Client.Get(target));
            Assert.Equal((expected.Status, expected.ContentType), (ours.Status, ours.ContentType));
            if (ours.Status == 200) Assert.Equal(expected.Text, ours.Text);
        }
    }

    [Fact]
    public async Task A_preface_that_comes_byte_by_byte_is_one()
    {
        using var connection = await RawHttp2Connection.Connect(node.Address, TestContext.Current.CancellationToken);
        foreach (var one in RawHttp2Connection.Greeting()) await connection.Write(new[] { one });

        Assert.Equal(200, (await connection.Exchange("GET", "/registry/lockers/labels")).Status);
    }

    [Theory]
    [InlineData("garbage, and more of it")]
    [InlineData("\r\nSM\r\n\r\r")]
    [InlineData("GET /registry/lockers HTTP/1.1\r\nHost: node\r\n\r\n")]
    public async Task A_preface_that_goes_on_wrongly_is_told_so_and_closed(string rest)
    {
        using var connection = await RawHttp2Connection.Connect(node.Address, TestContext.Current.CancellationToken);
        await connection.Write(Encoding.ASCII.GetBytes($"PRI * HTTP/2.0\r\n{rest}"));

        await connection.End().WaitAsync(Deadline, TestContext.Current.CancellationToken);

        Assert.Equal(ProtocolError, Assert.Single(connection.GoAways).ErrorCode);
    }

    [Theory]
    [InlineData("PRI /registry/lockers/labels HTTP/1.1", 405)]
    [InlineData("PRI * HTTP/1.1", 405)]
    [InlineData("PRI * HTTP/2.1", 505)]
    [InlineData("P /registry/lockers/labels HTTP/1.1", 405)]
    public async Task Methods_that_look_like_the_preface_are_methods_of_HTTP_1(string line, int status)
    {
        using var connection = await RawConnection.Open(node.Address, stop: TestContext.Current.CancellationToken);
        foreach (var one in Encoding.ASCII.GetBytes($"{line}\r\nHost: node\r\n\r\n")) await connection.Write(new[] { one });

        Assert.Equal(status, (await connection.Read())?.Status);
    }

    [Theory]
    [InlineData("PRI * HT")]
    [InlineData("PRI * HTTP/2.0\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task A_client_that_leaves_in_its_preface_disturbs_nobody(string half)
    {
        for (var n = 0; n < 20; n++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new(n % 2 == 0, 0) };
            await socket.ConnectAsync(node.Address.Host, node.Address.Port, TestContext.Current.CancellationToken);
            await socket.SendAsync(Encoding.ASCII.GetBytes(half));
        }

        Assert.Equal(200, await node.Client.Status("/registry/lockers/labels"));
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_after_its_answer_leaves_the_connection_as_it_was()
    {
        using var connection = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);
        for (var n = 0; n < 500; n++)
        {
            var stream = await connection.Begin("GET", "/registry/lockers/labels", isWhole: true);
            Assert.Equal(200, (await connection.Answer(stream)).Status);
            await connection.Cancel(stream);
        }

        Assert.Empty(connection.GoAways);
    }

    [Fact]
    public async Task Many_streams_at_once_are_answered_each_with_its_own()
    {
        using var connection = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);
        var streams = new List<int>();
        for (var n = 0; n < 90; n++)
            streams.Add(await connection.Begin("POST", $"/registry/peers/p/1.1.1.1:1/locker/store/client,t{n}"));
        foreach (var stream in Enumerable.Reverse(streams))
            await connection.Write(new Http2Frame(Http2Frame.Data, Http2Frame.EndStream, stream, "text"u8.ToArray()));

        foreach (var (n, stream) in streams.Index())
            Assert.Equal($"Peer p data stored for path [client t{n}]\n", (await connection.Answer(stream)).Text);
    }
}
