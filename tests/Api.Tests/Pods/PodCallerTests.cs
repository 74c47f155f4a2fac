using System.Globalization;
using Lockers.Api.Configuration;
using Lockers.Api.Http;
using Lockers.Api.Pods;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Tests.Pods;

public sealed class PodCallerTests : IAsyncLifetime
{
    private static readonly PodCall Post = PodCall.Post("/client/targets/clear");
    private readonly CallerFixture _fixture = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData(200, true)]
    [InlineData(202, true)]
    [InlineData(208, true)]
    [InlineData(302, false)]
    [InlineData(404, false)]
    [InlineData(406, false)]
    [InlineData(418, false)]
    [InlineData(500, false)]
    public async Task Any_2xx_is_done_and_nothing_else_is_or_is_repeated(int status, bool done)
    {
        await using var pod = new StubPod(status);

        var result = await _fixture.Call(Post with { Retries = PodCall.RetriesOfRemovals }, pod.Address);

        Assert.Equal((done, status), (result.Done, result.Status));
        Assert.Equal(["POST /client/targets/clear"], pod.Lines);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = new StubPod();
        await using var pod = new StubPod(_ => StubAnswer.Of(307, headers: $"Location: http://{elsewhere.Address}/\r\n"));

        Assert.False((await _fixture.Call(Post, pod.Address)).Done);

        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_request_has_its_length_and_nothing_of_ours()
    {
        await using var pod = new StubPod();

        await _fixture.Call(Post, pod.Address);
        await _fixture.Call(PodCall.PostJson("{\"name\":\"t\"}"u8.ToArray(), "/client/targets/add"), pod.Address);

        Assert.Equal("HTTP/1.1", pod.Requests[0].Version);
        Assert.Equal([("Host", pod.Address), ("Content-Length", "0")], Headers(pod.Requests[0]));
        Assert.Equal([("Host", pod.Address), ("Content-Type", "application/json"), ("Content-Length", "12")], Headers(pod.Requests[1]));
        Assert.Equal("""{"name":"t"}""", pod.Requests[1].Body);
    }

    [Fact]
    public async Task A_pod_that_hangs_is_asked_once_more_after_2_s_and_given_up_after_10()
    {
        await using var pod = new StubPod(_ => StubAnswer.Hang);

        var call = _fixture.Call(Post, pod.Address);
        await _fixture.Advance(PodCall.AttemptDeadline, pod, 1);
        await _fixture.Advance(TimeSpan.FromSeconds(7.9), pod, 2);
        Assert.False(call.IsCompleted);
        _fixture.Time.Advance(TimeSpan.FromSeconds(0.1));

        var result = await call;
        Assert.Equal((false, "it did not answer in time"), (result.Done, result.Why));
        Assert.Equal(2, pod.Requests.Count);
    }

    [Fact]
    public async Task A_removal_is_asked_three_times_more_and_not_longer()
    {
        await using var pod = new StubPod(_ => StubAnswer.Hang);

        var call = _fixture.Call(Post with { Retries = PodCall.RetriesOfRemovals }, pod.Address);
        for (var attempt = 1; attempt < 4; attempt++) await _fixture.Advance(PodCall.AttemptDeadline, pod, attempt);
        await _fixture.Advance(TimeSpan.FromSeconds(4), pod, 4);

        Assert.False((await call).Done);
        Assert.Equal(4, pod.Requests.Count);
    }

    [Fact]
    public async Task A_repeat_that_is_answered_is_done()
    {
        var requests = 0;
        await using var pod = new StubPod(_ => Interlocked.Increment(ref requests) == 1 ? StubAnswer.Hang : StubAnswer.Of(202));

        var call = _fixture.Call(Post, pod.Address);
        await _fixture.Advance(PodCall.AttemptDeadline, pod, 1);

        Assert.True((await call).Done);
    }

    [Fact]
    public async Task What_may_not_run_twice_is_not_sent_twice()
    {
        await using var pod = new StubPod(_ => StubAnswer.Hang);

        var call = _fixture.Call(PodCall.PostOnce("/client/targets/invoke/all"), pod.Address);
        await _fixture.Advance(TimeSpan.FromSeconds(9), pod, 1);
        Assert.False(call.IsCompleted);
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.False((await call).Done);
        Assert.Single(pod.Requests);
    }

    [Fact]
    public async Task Headers_that_come_slowly_have_the_same_time()
    {
        await using var pod = new StubPod(_ => StubAnswer.Raw("HTTP/1.1 200 OK\r\nX-A: ", StubEnd.Hangs));

        var call = _fixture.Call(Post with { Retries = 0 }, pod.Address);
        await _fixture.Advance(PodCall.Deadline, pod, 1);

        Assert.Equal("it did not answer in time", (await call).Why);
    }

    [Theory]
    [InlineData("", StubEnd.Resets)]
    [InlineData("", StubEnd.Closes)]
    [InlineData("HTTP/1.1 2", StubEnd.Closes)]
    [InlineData("SSH-2.0-OpenSSH_9\r\n", StubEnd.Closes)]
    public async Task A_connection_that_breaks_is_no_answer_and_not_repeated(string bytes, StubEnd end)
    {
        await using var pod = new StubPod(_ => StubAnswer.Raw(bytes, end));

        var result = await _fixture.Call(Post, pod.Address);
        await CallerFixture.Got(pod, 1);

        Assert.False(result.Done);
        Assert.StartsWith("no whole answer", result.Why, StringComparison.Ordinal);
        Assert.Single(pod.Requests);
    }

    [Fact]
    public async Task A_refused_connection_is_no_answer()
    {
        var pod = new StubPod();
        await pod.DisposeAsync();

        Assert.Equal("no connection: ConnectionRefused", (await _fixture.Call(Post, pod.Address)).Why);
    }

    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("no address")]
    [InlineData("user@127.0.0.1:80")]
    [InlineData("127.0.0.1:80/path")]
    [InlineData("127.0.0.1:80?a")]
    [InlineData("127.0.0.1#:80")]
    [InlineData(":80")]
    public async Task An_address_that_is_none_is_not_called(string address) =>
        Assert.Equal("its address cannot be called", (await _fixture.Call(Post, address)).Why);

    [Fact]
    public async Task Endless_headers_are_cut()
    {
        var header = $"X-A: {new string('a', 1000)}\r\n";
        await using var pod = new StubPod(_ => StubAnswer.Raw($"HTTP/1.1 200 OK\r\n{string.Concat(Enumerable.Repeat(header, 100))}\r\n"));

        Assert.Equal("no whole answer: ConfigurationLimitExceeded", (await _fixture.Call(Post, pod.Address)).Why);
    }

    [Fact]
    public async Task An_endless_body_is_left_where_nobody_wants_it_and_cut_where_it_is_kept()
    {
        await using var pod = new StubPod(_ => StubAnswer.Raw("HTTP/1.1 200 OK\r\n\r\n", StubEnd.NeverEnds));

        var left = await _fixture.Call(Post, pod.Address);
        var kept = await _fixture.Call(Post with { KeepsBodies = true }, pod.Address);

        Assert.Equal((true, 0), (left.Done, left.Body.Length));
        Assert.Equal((true, PodCall.MaxKeptBytes, true), (kept.Done, kept.Body.Length, kept.IsCut));
    }

    [Fact]
    public async Task A_body_that_hangs_is_given_up_with_what_came()
    {
        await using var pod = new StubPod(_ => StubAnswer.Raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", StubEnd.Hangs));

        var call = _fixture.Call(Post with { KeepsBodies = true, Retries = 0 }, pod.Address);
        await Until.Holds(
            () => Task.FromResult(_fixture.Budget.Held == "half".Length), TestDeadlines.Step, () => "half of it has come", TestContext.Current.CancellationToken);
        _fixture.Time.Advance(PodCall.Deadline);

        var result = await call;
        Assert.Equal((false, "half", "it did not answer in time"), (result.Done, System.Text.Encoding.UTF8.GetString(result.Body.Span), result.Why));
    }

    [Fact]
    public async Task Answers_are_kept_up_to_a_limit_in_all()
    {
        var text = new string('a', PodCall.MaxKeptBytes);
        await using var pod = new StubPod(_ => StubAnswer.Of(200, text));

        var results = await _fixture.Send(Post with { KeepsBodies = true }, Enumerable.Repeat(pod.Address, 70));

        var pods = results.Peers[0].Pods;
        Assert.All(pods, result => Assert.True(result.Done));
        Assert.InRange(pods.Sum(result => (long)result.Body.Length), PodCall.MaxKeptBytesInAll - 1024 * 1024, PodCall.MaxKeptBytesInAll);
        Assert.Contains(pods, result => result.IsCut);
    }

    [Fact]
    public async Task Headers_of_a_body_go_with_it_and_without_one_they_are_left_out()
    {
        await using var pod = new StubPod();
        var call = Post with { Headers = [new("Content-Encoding", "gzip"), new("Content-Disposition", "inline"), new("Content-Language", "en"), new("X-A", "1")] };

        await _fixture.Call(call with { Body = "zip"u8.ToArray() }, pod.Address);
        await _fixture.Call(call with { Method = HttpMethod.Get }, pod.Address);

        var sent = pod.Requests[0];
        Assert.Equal("gzip inline en", $"{sent.Header("Content-Encoding")} {sent.Header("Content-Disposition")} {sent.Header("Content-Language")}");
        Assert.Equal([("Host", pod.Address), ("X-A", "1")], Headers(pod.Requests[1]).Order());
    }

    [Fact]
    public async Task Answers_are_cut_where_the_process_holds_as_much_as_it_may_and_what_they_took_is_given_back()
    {
        await using var pod = new StubPod(_ => StubAnswer.Of(200, new string('a', 100_000)));
        var budget = new BodyBudget(Options.Create(new LockersLimits { MaxBodyBytesInFlight = 150_000 }));
        var call = Post with { KeepsBodies = true };

        using (var kept = new KeptBytes(budget))
        {
            var pods = (await _fixture.Caller.Send(
                [new("p", [new(pod.Address, true, false, 0), new(pod.Address, true, false, 0)])], call, kept, TestContext.Current.CancellationToken)).Peers[0].Pods;

            Assert.All(pods, result => Assert.True(result.Done));
            Assert.Contains(pods, result => result.IsCut);
            Assert.Equal(budget.Held, pods.Sum(result => (long)result.Body.Length));
            Assert.InRange(budget.Held, 1, 150_000);
        }

        Assert.Equal(0, budget.Held);
    }

    [Fact]
    public void No_more_calls_than_the_most_are_passed_on_at_once()
    {
        var gate = new CallGate();
        var passes = Enumerable.Range(0, CallGate.Most).Select(_ => gate.Enter()).ToList();

        Assert.Equal(503, Assert.Throws<ProblemException>(() => gate.Enter()).Status);
        passes[0].Dispose();
        passes[0].Dispose();
        gate.Enter().Dispose();
        passes[0] = gate.Enter();

        Assert.Throws<ProblemException>(() => gate.Enter());
    }

    [Fact]
    public async Task Offline_pods_are_left_out_and_unhealthy_ones_passed_over_but_by_health_checks()
    {
        await using var pod = new StubPod();
        await using var unhealthy = new StubPod();
        await using var offline = new StubPod();

        var results = await Send(Post);

        Assert.Equal([(pod.Address, true), (unhealthy.Address, false)], results.Peers[0].Pods.Select(result => (result.Address, result.Done)));
        Assert.False(results.IsFailed);
        Assert.Empty(unhealthy.Requests);

        results = await Send(Post with { CallsUnhealthy = true });

        Assert.Equal([(pod.Address, true), (unhealthy.Address, true)], results.Peers[0].Pods.Select(result => (result.Address, result.Done)));
        Assert.Empty(offline.Requests);

        Task<PodResults> Send(PodCall call) =>
            _fixture.SendTo(call, [new(pod.Address, true, false, 0), new(unhealthy.Address, false, false, 0), new(offline.Address, true, true, 0)]);
    }

    [Fact]
    public async Task Pods_that_hang_make_room_for_others()
    {
        await using var hangs = new StubPod(_ => StubAnswer.Hang);
        await using var pod = new StubPod();

        var call = _fixture.Send(Post with { Retries = 0 }, [.. Enumerable.Repeat(hangs.Address, PodSlots.Quick), pod.Address]);
        await CallerFixture.Got(hangs, 16);
        Assert.Empty(pod.Requests);
        await _fixture.Advance(PodSlots.QuickFor, pod, 0);
        await CallerFixture.Got(pod, 1);

        // To the end of those that hang, and not of the one whose answer is still on its way.
        _fixture.Time.Advance(PodCall.Deadline - PodSlots.QuickFor);

        Assert.True((await call).Peers[0].Pods[^1].Done);
    }

    [Fact]
    public async Task The_log_says_once_that_pods_fail_and_once_that_they_answer_again_and_no_secrets()
    {
        var status = 500;
        await using var pod = new StubPod(_ => StubAnswer.Of(Volatile.Read(ref status)));
        var call = PodCall.Post("/x?password=secret") with { Headers = [new("X-Token", "secret")], Body = "secret"u8.ToArray() };

        for (var i = 0; i < 3; i++) await _fixture.Send(call, pod.Address, "127.0.0.1:0");
        Volatile.Write(ref status, 406);
        for (var i = 0; i < 3; i++) await _fixture.Send(call, pod.Address, "127.0.0.1:0");

        Assert.Equal([LogLevel.Warning, LogLevel.Information], _fixture.Log.Select(line => line.Level));
        Assert.Contains($"POST /x: pods that begin to fail: 2. {pod.Address}: answered 500; 127.0.0.1:0: its address", _fixture.Log.First().Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", _fixture.WholeLog, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"POST http://{pod.Address}/x: answered 406"), _fixture.WholeLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_goes_away_ends_it()
    {
        await using var pod = new StubPod(_ => StubAnswer.Hang);
        using var gone = new CancellationTokenSource();

        var call = _fixture.Caller.Send([new("p", [new(pod.Address, true, false, 0)])], Post, gone.Token);
        await CallerFixture.Got(pod, 1);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private static IEnumerable<(string, string)> Headers(StubRequest request) => request.Headers.Select(header => (header.Key, header.Value));
}
