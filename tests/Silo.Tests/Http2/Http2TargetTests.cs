using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http2;

/// <summary>Targets mean in HTTP/2 what they mean in HTTP/1.1.</summary>
public sealed class Http2TargetTests(LockersNode node)
{
    private readonly string _label = Calls.FreshLabel();

    [Theory]
    [InlineData("a,b", "a b")]
    [InlineData("a%2Cb,c%2fd,e%252F", "a b c/d e%2F")]
    [InlineData("x/y", "x/y")]
    [InlineData("x/../y//z/", "x/../y//z/")]
    [InlineData("a[b]@(c):d", "a[b]@(c):d")]
    [InlineData("a|b{c}^d`\"<>\\", "a|b{c}^d`\"<>\\")]
    [InlineData("n%C3%A4me,%F0%9F%98%80", "näme 😀")]
    [InlineData("a%zzb%", "a%zzb%")]
    [InlineData("client,", "client ")]
    [InlineData("a;b=c&d+e", "a;b=c&d+e")]
    public async Task A_path_is_its_keys_percent_decoded_once(string written, string keys)
    {
        using var connection = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);

        var stored = await connection.Exchange("POST", $"/registry/lockers/{_label}/store/{written}", "here");

        Assert.Equal($"Data stored in labeled locker {_label} for path [{keys}]\n", stored.Text);
        Assert.Equal("here", (await connection.Exchange("GET", $"/registry/lockers/{_label}/get/{written}")).Text);
        Assert.Equal("here", (await RawConnection.Exchange(node.Address, "GET", $"/registry/lockers/{_label}/get/{written}")).Text);
    }

    [Fact]
    public async Task A_question_mark_in_the_name_of_a_target_is_part_of_it()
    {
        await node.Client.OpenFresh();
        using var connection = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);

        var stored = await connection.Exchange("POST", "/registry/peers/p%20%5Bx%5D@%28y%29:1/pod.ns@1.1.1.1:1(n@c)/locker/store/client,a?b", "here");

        Assert.Equal("Peer p [x]@(y):1 data stored for path [client a?b]\n", stored.Text);
        Assert.Equal("here", (await node.Client.Get(
            "/registry/peers/p%20%5Bx%5D@%28y%29:1/pod.ns@1.1.1.1:1(n@c)/locker/get/client,a%3Fb").Done()).Text);
    }

    [Theory]
    [InlineData("/registry//lockers/labels", 200)]
    [InlineData("/lockers/labels/", 200)]
    [InlineData("/registry/lockers//dump", 400)]
    [InlineData("/registry/lockers?dta=y", 400)]
    [InlineData("/Registry/lockers", 404)]
    [InlineData("/registry/x/../lockers", 404)]
    public async Task A_route_is_matched_and_refused_alike(string target, int status)
    {
        using var connection = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);

        Assert.Equal(status, (await connection.Exchange("GET", target)).Status);
        Assert.Equal(status, (await RawConnection.Exchange(node.Address, "GET", target)).Status);
    }

    // U+0000 stands for a slash inside of a segment once a target is taken apart.
    [Theory]
    [InlineData("/registry/lockers/a\0b/get/c")]
    [InlineData("/registry/lockers/a%00b/get/c")]
    [InlineData("/registry/lockers/a\nb/get/c")]
    [InlineData("registry/lockers")]
    [InlineData("*")]
    [InlineData("")]
    public async Task What_is_no_target_is_answered_by_nobody(string target)
    {
        using var connection = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);
        var stream = await connection.Begin("GET", target, isWhole: true);

        var isReset = false;
        while (!isReset && await connection.Read() is { } frame)
        {
            Assert.NotEqual((Http2Frame.Headers, stream), (frame.Type, frame.Stream));
            isReset = frame.Type == Http2Frame.Reset;
        }
    }
}
