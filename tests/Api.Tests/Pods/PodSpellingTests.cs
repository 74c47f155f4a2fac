using Lockers.Api.Pods;
using Lockers.Tests.Shared;

namespace Lockers.Api.Tests.Pods;

/// <summary>What is sent to pods in more than one form, for their generations differ: by several paths, or with another body.</summary>
public sealed class PodSpellingTests : IAsyncLifetime
{
    private readonly CallerFixture _fixture = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData(404, 200, true)]
    [InlineData(202, 404, true)]
    [InlineData(200, 200, true)]
    [InlineData(404, 406, false)]
    public async Task Of_two_spellings_both_are_sent_and_either_counts(int first, int second, bool done)
    {
        await using var pod = new StubPod(request => StubAnswer.Of(request.Target.EndsWith("add/h", StringComparison.Ordinal) ? first : second));

        var result = await _fixture.Call(PodCall.Post("/client/track/headers/add/h", "/client/track/headers/h"), pod.Address);

        Assert.Equal(done, result.Done);
        Assert.Equal(["POST /client/track/headers/add/h", "POST /client/track/headers/h"], pod.Lines);
    }

    [Fact]
    public async Task A_spelling_that_hangs_leaves_time_for_the_other()
    {
        await using var pod = new StubPod(request => request.Target == "/a" ? StubAnswer.Hang : StubAnswer.Of(200));

        var call = _fixture.Call(PodCall.Post("/a", "/b") with { Retries = 0 }, pod.Address);
        await _fixture.Advance(PodCall.Deadline / 2, pod, 1);

        Assert.True((await call).Done);
        Assert.Equal(["POST /a", "POST /b"], pod.Lines);
    }

    [Theory]
    [InlineData(503, 202, true)]
    [InlineData(200, 500, false)]
    public async Task Where_the_last_request_counts_the_others_do_not(int first, int second, bool done)
    {
        await using var pod = new StubPod(request => StubAnswer.Of(request.Target == "/events/clear" ? first : second));

        Assert.Equal(done, (await _fixture.Call(PodCall.Post("/events/clear", "/client/results/clear") with { LastCounts = true }, pod.Address)).Done);
    }

    [Theory]
    [InlineData(400, "[] {}")]
    [InlineData(200, "[]")]
    [InlineData(406, "[]")]
    public async Task A_400_gets_the_body_in_its_other_shape(int status, string sent)
    {
        await using var pod = new StubPod(request => StubAnswer.Of(request.Body == "[]" ? status : 200));

        var result = await _fixture.Call(PodCall.PostJson("[]"u8.ToArray(), "/client/targets/add") with { OtherBody = "{}"u8.ToArray() }, pod.Address);

        Assert.Equal(status != 406, result.Done);
        Assert.Equal(sent, string.Join(' ', pod.Requests.Select(request => request.Body)));
    }

    [Theory]
    [InlineData(true, "[] {}")]
    [InlineData(false, "[]")]
    public async Task A_connection_that_ends_gets_the_body_in_its_other_shape_only_where_that_is_asked_for(bool asked, string sent)
    {
        await using var pod = new StubPod(request => request.Body == "[]" ? StubAnswer.Raw("", StubEnd.Closes) : StubAnswer.Of(200));
        var call = PodCall.PostJson("[]"u8.ToArray(), "/client/targets/add") with { OtherBody = "{}"u8.ToArray(), OtherOnBreak = asked, MayRunTwice = false };

        var result = await _fixture.Call(call, pod.Address);
        await CallerFixture.Got(pod, asked ? 2 : 1);

        Assert.Equal((asked, asked), (result.Done, result.TookOther));
        Assert.Equal(sent, string.Join(' ', pod.Requests.Select(request => request.Body)));
    }
}
