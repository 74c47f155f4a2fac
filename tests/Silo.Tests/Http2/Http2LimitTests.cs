using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http2;

public sealed class Http2LimitTests(LockersNode node)
{
    private const int MaxValueBytes = 16 * 1024 * 1024;
    private const byte Ping = 6;
    private static readonly TimeSpan Deadline = TestDeadlines.Start;
    private readonly string _label = Calls.FreshLabel();

    [Fact]
    public async Task The_longest_path_is_taken_as_in_HTTP_1()
    {
        var key = string.Concat(Enumerable.Repeat("%C3%A9", 512));
        var path = string.Join(',', Enumerable.Repeat(key, 128));
        using var connection = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);

        Assert.Equal(200, (await connection.Exchange("POST", $"/registry/lockers/{_label}/store/{path}", "deep")).Status);

        Assert.Equal("deep", (await RawConnection.Exchange(node.Address, "GET", $"/registry/lockers/{_label}/get/{path}")).Text);
        var tooDeep = await connection.Exchange("GET", $"/registry/lockers/{_label}/get/{path},k");
        Assert.Equal(400, tooDeep.Status);
        Assert.Contains("128", tooDeep.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await connection.Exchange("GET", "/registry/lockers/labels")).Status);
    }

    [Fact]
    public async Task A_target_far_too_long_ends_the_connection_and_no_other()
    {
        using var connection = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);
        await connection.Begin("GET", $"/registry/lockers/{_label}/get/{new string('x', 1_000_000)}", isWhole: true);

        await connection.End().WaitAsync(Deadline, TestContext.Current.CancellationToken);

        Assert.Equal(200, await node.Client.Status("/registry/lockers/labels"));
    }

    [Theory]
    [InlineData(MaxValueBytes, 200)]
    [InlineData(MaxValueBytes + 1, 413)]
    public async Task A_value_may_have_16_MiB(int bytes, int status)
    {
        using var http2 = new NodeClient(node.Address) { IsHttp2 = true };
        var text = new byte[bytes];
        text.AsSpan().Fill((byte)'x');

        var answer = await http2.Send("POST", $"/registry/lockers/{_label}/store/a", text);

        Assert.Equal(status, answer.Status);
        if (status == 200) Assert.Equal(bytes, (await http2.Get($"/registry/lockers/{_label}/get/a").Done()).Body.Length);
        await node.Client.Post($"/registry/lockers/{_label}/clear");
    }

    [Fact]
    public async Task Streams_beyond_a_hundred_at_once_are_refused_and_the_others_go_on()
    {
        using var connection = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);
        var streams = new List<int>();
        for (var n = 0; n < 120; n++)
            streams.Add(await connection.Begin("POST", $"/registry/lockers/{_label}/store/a{n}", isWhole: false, ("content-length", "4")));

        const int Refused = 7;
        foreach (var stream in streams.Skip(100)) Assert.Equal(Refused, (await connection.Answer(stream)).Reset);
        foreach (var stream in streams.Take(100))
            await connection.Write(new Http2Frame(Http2Frame.Data, Http2Frame.EndStream, stream, "text"u8.ToArray()));
        foreach (var stream in streams.Take(100)) Assert.Equal(200, (await connection.Answer(stream)).Status);
        Assert.Equal(200, (await connection.Exchange("GET", $"/registry/lockers/{_label}/get/a99")).Status);
    }

    // CVE-2023-44487: streams that are reset as fast as they are opened do not count as open, and go on to work for nothing.
    [Fact]
    public async Task A_flood_of_resets_ends_its_connection_and_no_other()
    {
        using var connection = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);
        var flood = Task.Run(async () =>
        {
            for (var n = 0; n < 200_000; n++)
            {
                await connection.Cancel(await connection.Begin("POST", $"/registry/lockers/{_label}/store/a"));
            }
        }, TestContext.Current.CancellationToken);
        for (var n = 0; n < 100; n++) await node.Client.Store(_label, "b");

        await Assert.ThrowsAsync<IOException>(() => flood.WaitAsync(Deadline, TestContext.Current.CancellationToken));
        await connection.End().WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{_label}/get/a"));
    }

    // Nobody reads what is answered: the node stops reading once its answers wait.
    [Theory]
    [InlineData(Http2Frame.Settings, 0)]
    [InlineData(Ping, 8)]
    public async Task A_flood_of_what_is_answered_holds_up_no_other_connection(byte type, int bytes)
    {
        using var connection = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);
        await Answered(connection, Http2Frame.Settings).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        var flood = Flood(connection, new Http2Frame(type, 0, 0, new byte[bytes]));
        for (var n = 0; n < 50; n++) await node.Client.Store(_label, "b");

        await Answered(connection, type).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        connection.Dispose();
        var error = await Record.ExceptionAsync(() => flood.WaitAsync(Deadline, TestContext.Current.CancellationToken));
        Assert.True(error is IOException or ObjectDisposedException, $"{error}");
    }

    [Theory]
    [InlineData(Http2Frame.Data)]
    [InlineData(Http2Frame.Continuation)]
    public async Task A_flood_of_what_belongs_to_no_stream_ends_its_connection_and_no_other(byte type)
    {
        const int ProtocolError = 1;
        var frame = new Http2Frame(type, 0, 3, []);
        using var connection = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);
        var flood = Flood(connection, frame);
        for (var n = 0; n < 50; n++) await node.Client.Store(_label, "b");

        await Assert.ThrowsAsync<IOException>(() => flood.WaitAsync(Deadline, TestContext.Current.CancellationToken));

        // Behind a flood the reason can be lost with what the node did not read any more: one frame is told it.
        using var one = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);
        await one.Write(frame);
        await one.End().WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(ProtocolError, Assert.Single(one.GoAways).ErrorCode);
    }

    private static async Task Answered(RawHttp2Connection connection, byte type)
    {
        Http2Frame? frame;
        do
        {
            frame = await connection.Read();
            Assert.NotNull(frame);
        }
        while (frame.Type != type || (frame.Flags & Http2Frame.Ack) == 0);
    }

    // Ends with the connection only.
    private static Task Flood(RawHttp2Connection connection, Http2Frame frame)
    {
        var many = Enumerable.Repeat(frame.Bytes(), 1000).SelectMany(bytes => bytes).ToArray();
        return Task.Run(async () =>
        {
            while (true) await connection.Write(many);
        }, TestContext.Current.CancellationToken);
    }
}
