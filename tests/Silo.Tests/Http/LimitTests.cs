using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http;

public sealed class LimitTests(LockersNode node)
{
    private const int MaxValueBytes = 16 * 1024 * 1024;
    private readonly string _label = Calls.FreshLabel();

    public static TheoryData<string> Trees =>
        ["/registry/lockers/{0}", "/registry/peers/limit/1.1.1.1:1/locker", "/registry/peers/limit/locker"];

    [Theory]
    [MemberData(nameof(Trees))]
    public async Task A_path_may_be_128_keys_deep(string form)
    {
        var tree = await Tree(form);
        var deepest = Keys(128);

        await node.Client.Post($"{tree}/store/{deepest}", "deep").Done();

        Assert.Equal("deep", (await node.Client.Get($"{tree}/get/{deepest}").Done()).Text);
        await node.Client.Post($"{tree}/store/{Keys(129)}", "deeper").Problem(400, "128");
        await node.Client.Get($"{tree}/get/{Keys(129)}").Problem(400);
        await node.Client.Post($"{tree}/remove/{Keys(129)}").Problem(400);
        Assert.Contains("deep", (await node.Client.Get("/registry/dump").Done()).Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public async Task A_key_may_have_1024_bytes(string form)
    {
        var tree = await Tree(form);
        var longest = string.Concat(Enumerable.Repeat("%C3%A9", 512));

        await node.Client.Post($"{tree}/store/a,{longest},b", "long").Done();

        Assert.Equal("long", (await node.Client.Get($"{tree}/get/a,{longest},b").Done()).Text);
        await node.Client.Post($"{tree}/store/a,{longest}x", "longer").Problem(400, "1024", "1025");
    }

    [Fact]
    public async Task A_value_may_have_16_MiB()
    {
        var largest = new byte[MaxValueBytes];
        largest.AsSpan().Fill((byte)'x');

        await node.Client.Send("POST", $"/registry/lockers/{_label}/store/a", largest).Done();

        var answer = await node.Client.Get($"/registry/lockers/{_label}/get/a").Done();
        Assert.True(answer.Body.AsSpan().SequenceEqual(largest));
        await node.Client.Post($"/registry/lockers/{_label}/clear").Done();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_value_beyond_16_MiB_is_too_large(bool chunked)
    {
        await node.Client.Store(_label, "a", "kept");
        using HttpContent body = chunked
            ? new StreamContent(new Unsized(MaxValueBytes + 1))
            : new ByteArrayContent(new byte[MaxValueBytes + 1]);

        await node.Client.Send("POST", $"/registry/lockers/{_label}/store/a", body, "text/plain").Problem(413, "16777216");

        Assert.Equal("kept", await node.Client.Text(_label, "a"));
    }

    [Fact]
    public async Task A_value_announced_far_too_large_is_refused_before_it_is_sent()
    {
        using var connection = await RawConnection.Open(node.Address, stop: TestContext.Current.CancellationToken);
        var head = "POST /registry/lockers/x/store/a HTTP/1.1\r\nHost: node\r\nContent-Length: 99999999999\r\n\r\n"u8.ToArray();
        await connection.Write(head);

        Assert.Equal(413, (await connection.Read())?.Status);
    }

    [Fact]
    public async Task A_chunked_body_is_stored()
    {
        using var body = new StreamContent(new Unsized(100_000));

        await node.Client.Send("POST", $"/registry/lockers/{_label}/store/a", body, null).Done();

        Assert.Equal(100_000, (await node.Client.Get($"/registry/lockers/{_label}/get/a").Done()).Body.Length);
    }

    private static string Keys(int count) => string.Join(',', Enumerable.Repeat("k", count));

    private async Task<string> Tree(string form)
    {
        await node.Client.OpenFresh();
        return string.Format(null, form, _label);
    }
}
